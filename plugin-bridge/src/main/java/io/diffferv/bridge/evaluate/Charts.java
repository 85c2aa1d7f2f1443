package io.diffferv.bridge.evaluate;

import io.diffferv.engine.metrics.FrameScore;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** Line charts as SVG text, to stand inside a page or alone. */
public final class Charts {
    private static final int WIDTH = 560;
    private static final int HEIGHT = 260;

    /** Steps over which a loss is averaged: single ones are mostly the luck of their timesteps. */
    private static final int SMOOTHED = 20;

    private Charts() {}

    /**
     * A figure along the frames of a clip, a line for each variant; empty when nothing was measured.
     *
     * @param results by variant
     */
    static String alongFrames(Figure figure, Map<String, TrialResult> results) {
        XYChart chart = chart(figure.title(), "frame");
        results.forEach((variant, result) -> {
            List<Integer> frames = new ArrayList<>();
            List<Double> values = new ArrayList<>();
            List<FrameScore> scores = result.metrics().perFrame();
            for (int frame = 0; frame < scores.size(); frame++) {
                Double value = figure.of(scores.get(frame));
                if (value != null) {
                    frames.add(frame);
                    values.add(value);
                }
            }
            if (!values.isEmpty()) {
                chart.addSeries(variant, frames, values).setMarker(SeriesMarkers.NONE);
            }
        });
        return svg(chart);
    }

    /**
     * A figure over the values of an option; empty when no value is a number or nothing was measured.
     *
     * @param means by the option's value
     */
    static String overValues(Figure figure, String option, Map<String, OptionalDouble> means) {
        List<Double> at = new ArrayList<>();
        List<Double> values = new ArrayList<>();
        means.forEach((value, mean) -> {
            if (mean.isPresent() && isNumber(value)) {
                at.add(Double.parseDouble(value));
                values.add(mean.getAsDouble());
            }
        });
        XYChart chart = chart(figure.title(), option);
        chart.getStyler().setLegendVisible(false);
        if (!values.isEmpty()) {
            XYSeries series = chart.addSeries(figure.key(), at, values);
            series.setMarker(SeriesMarkers.CIRCLE);
        }
        return svg(chart);
    }

    /** @param losses of every step of a training, one or more */
    public static String losses(List<Double> losses) {
        XYChart chart = chart("noise loss, mean of %d steps".formatted(SMOOTHED), "step");
        chart.getStyler().setLegendVisible(false);
        chart.addSeries("loss", smoothed(losses)).setMarker(SeriesMarkers.NONE);
        return svg(chart);
    }

    static List<Double> smoothed(List<Double> losses) {
        return IntStream.rangeClosed(1, losses.size())
                .mapToObj(step -> losses.subList(Math.max(0, step - SMOOTHED), step).stream()
                        .mapToDouble(Double::doubleValue)
                        .average()
                        .orElseThrow())
                .toList();
    }

    private static boolean isNumber(String value) {
        return value.matches("-?\\d+(\\.\\d+)?");
    }

    private static XYChart chart(String title, String along) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(along)
                .build();
        chart.getStyler()
                .setLegendPosition(LegendPosition.OutsideE)
                .setChartBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false);
        chart.getStyler().setYAxisDecimalPattern("0.#####");
        return chart;
    }

    private static String svg(XYChart chart) {
        if (chart.getSeriesCollection().isEmpty()) {
            return "";
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            VectorGraphicsEncoder.saveVectorGraphic(chart, out, VectorGraphicsFormat.SVG);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        String document = out.toString(StandardCharsets.UTF_8);
        // Inside a page there is neither an XML declaration nor a document type.
        return document.substring(document.indexOf("<svg"));
    }
}
