package io.diffferv.bridge.evaluate;

import com.github.mustachejava.DefaultMustacheFactory;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * The report for people, {@code index.html}: one file that needs nothing beside it. This class says what is on the page;
 * {@code page.mustache} says what it looks like.
 */
final class ReportPage {
    private static final String TEMPLATE = "io/diffferv/bridge/evaluate/page.mustache";

    private final EvaluationRequest request;
    private final ClipFolder folder;
    private final String program;
    private final TrialRun run;
    private final long frames;
    private final Map<Trial, TrialResult> results;
    private final List<Figure> figures;

    /** @param frames at most so many of each clip */
    ReportPage(
            EvaluationRequest request,
            ClipFolder folder,
            String program,
            TrialRun run,
            long frames,
            Map<Trial, TrialResult> results) {
        this.request = request;
        this.folder = folder;
        this.program = program;
        this.run = run;
        this.frames = frames;
        this.results = results;
        this.figures = Arrays.stream(Figure.values())
                .filter(figure -> figure.mean(results.values()).isPresent())
                .toList();
    }

    void write(Path report) {
        Map<String, Object> page = new LinkedHashMap<>();
        page.put("program", program);
        page.put("clips", folder.clips().size());
        page.put("trials", results.size());
        page.put("figures", figures.stream().map(Figure::title).toList());
        page.put("reconstructed", section("rows", reconstructions()));
        page.put("edits", request.edits().stream().map(this::edit).toList());
        page.put("scenes", scenes(report));
        page.put("left", section("failures", failures()));
        page.put(
                "request",
                new GsonBuilder()
                        .setPrettyPrinting()
                        .disableHtmlEscaping()
                        .create()
                        .toJson(request));
        StringWriter html = new StringWriter();
        new DefaultMustacheFactory().compile(TEMPLATE).execute(html, page);
        ResultFiles.save(report.resolve("index.html"), html.toString());
    }

    /** A part of the page that is left out when there is nothing in it. */
    private static List<Object> section(String name, List<?> content) {
        return content.isEmpty() ? List.of() : List.of(Map.of(name, content));
    }

    private List<Object> reconstructions() {
        List<Object> rows = new ArrayList<>();
        results.values().stream()
                .filter(result -> result.reconstructs() && result.metrics() != null)
                .forEach(result -> rows.add(row(result.clip(), List.of(result))));
        return rows;
    }

    private Map<String, Object> edit(EvaluationRequest.Edit edit) {
        List<TrialResult> own = results.values().stream()
                .filter(result -> result.edit().equals(edit.name()) && result.metrics() != null)
                .toList();
        List<Object> rows = new ArrayList<>();
        for (EvaluationRequest.Variant variant : request.variants()) {
            rows.add(row(variant.name(), of(own, variant)));
        }
        List<Object> sweeps = new ArrayList<>();
        for (EvaluationRequest.Sweep sweep : request.sweeps()) {
            sweeps.add(sweep(sweep, own));
        }
        return Map.of("name", edit.name(), "rows", rows, "sweeps", sweeps);
    }

    private Map<String, Object> sweep(EvaluationRequest.Sweep sweep, List<TrialResult> own) {
        EvaluationRequest.Variant reference = request.variants().get(0);
        List<Object> rows = new ArrayList<>();
        for (String value : sweep.values()) {
            rows.add(row(value, of(own, sweep.at(value, reference))));
        }
        List<String> charts = new ArrayList<>();
        for (Figure figure : figures) {
            Map<String, OptionalDouble> means = new LinkedHashMap<>();
            sweep.values().forEach(value -> means.put(value, figure.mean(of(own, sweep.at(value, reference)))));
            charts.add(Charts.overValues(figure, sweep.option(), means));
        }
        charts.removeIf(String::isEmpty);
        return Map.of("option", sweep.option(), "rows", rows, "charts", charts);
    }

    private static List<TrialResult> of(List<TrialResult> results, EvaluationRequest.Variant variant) {
        return results.stream()
                .filter(result -> result.variant().equals(variant.name()))
                .toList();
    }

    private Map<String, Object> row(String name, List<TrialResult> of) {
        OptionalDouble pace = of.stream()
                .map(TrialResult::secondsPerFrame)
                .filter(Objects::nonNull)
                .mapToDouble(Double::doubleValue)
                .average();
        return Map.of(
                "name",
                name,
                "clips",
                of.size(),
                "cells",
                figures.stream().map(figure -> figure.show(figure.mean(of))).toList(),
                "pace",
                pace.isEmpty() ? "–" : String.format(Locale.ROOT, "%.2f", pace.getAsDouble()));
    }

    /** Clip by clip and edit by edit: the videos, the sheets and the curves. */
    private List<Object> scenes(Path report) {
        List<Object> scenes = new ArrayList<>();
        Map<Path, String> sources = new HashMap<>();
        for (Path clip : folder.clips().keySet()) {
            for (EvaluationRequest.Edit edit : request.edits()) {
                Map<Trial, TrialResult> own = new LinkedHashMap<>();
                results.forEach((trial, result) -> {
                    if (trial.clip().equals(clip) && trial.edit().equals(edit.name()) && result.metrics() != null) {
                        own.put(trial, result);
                    }
                });
                if (!own.isEmpty()) {
                    String source = sources.computeIfAbsent(clip, file -> PageVideo.of(file, frames, Map.of(), report));
                    scenes.add(scene(report, clip, source, edit.name(), own));
                }
            }
        }
        return scenes;
    }

    private Map<String, Object> scene(Path report, Path clip, String source, String edit, Map<Trial, TrialResult> own) {
        List<Object> takes = new ArrayList<>();
        Map<String, TrialResult> byVariant = new LinkedHashMap<>();
        own.forEach((trial, result) -> {
            byVariant.put(trial.variant(), result);
            takes.add(Map.of(
                    "variant",
                    trial.variant(),
                    "video",
                    PageVideo.of(
                            run.edited(trial),
                            frames,
                            Map.of("comment", "AI-edited by DiffFERV: " + trial.values()),
                            report),
                    "sheet",
                    "data:image/png;base64," + base64(run.sheet(trial))));
        });
        List<String> charts = new ArrayList<>();
        for (Figure figure : figures) {
            if (figure.perFrame()) {
                charts.add(Charts.alongFrames(figure, byVariant));
            }
        }
        charts.removeIf(String::isEmpty);
        return Map.of(
                "clip",
                clip.getFileName().toString(),
                "edit",
                edit,
                "source",
                source,
                "takes",
                takes,
                "charts",
                charts);
    }

    private List<String> failures() {
        List<String> failures = new ArrayList<>();
        results.values().stream()
                .filter(result -> result.failure() != null)
                .forEach(result -> failures.add(
                        "%s, %s, %s: %s".formatted(result.clip(), result.edit(), result.variant(), result.failure())));
        failures.addAll(folder.others());
        return failures;
    }

    private static String base64(Path file) {
        try {
            return Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
