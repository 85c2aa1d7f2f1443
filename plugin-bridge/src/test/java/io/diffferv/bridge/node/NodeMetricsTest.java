package io.diffferv.bridge.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against the grammar of Prometheus' text format 0.0.4 (prometheus.io, "Exposition formats"). */
class NodeMetricsTest {
    private static final String NAME = "[a-zA-Z_:][a-zA-Z0-9_:]*";
    private static final String VALUE = "(?:[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?|NaN|[-+]Inf)";
    private static final String LABEL = "[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\n]|\\\\[\\\\\"n])*\"";
    private static final Pattern HELP = Pattern.compile("# HELP (" + NAME + ") (?:[^\\\\]|\\\\[\\\\n])*");
    private static final Pattern TYPE = Pattern.compile("# TYPE (" + NAME + ") (counter|gauge|summary)");
    private static final Pattern SAMPLE =
            Pattern.compile("(" + NAME + ")(?:\\{" + LABEL + "(?:," + LABEL + ")*})? (" + VALUE + ")");

    @TempDir
    Path folder;

    @Test
    void everyLineIsOfTheFormatAndEveryFamilyIsInOnePlace() {
        String text = text();

        assertThat(text).endsWith("\n").doesNotContain("\r");
        Map<String, String> types = new HashMap<>();
        List<String> families = new ArrayList<>();
        List<String> samples = new ArrayList<>();
        for (String line : text.split("\n")) {
            Matcher help = HELP.matcher(line);
            Matcher type = TYPE.matcher(line);
            Matcher sample = SAMPLE.matcher(line);
            if (help.matches()) {
                assertThat(families).doesNotContain(help.group(1));
                families.add(help.group(1));
            } else if (type.matches()) {
                assertThat(type.group(1)).isEqualTo(families.get(families.size() - 1));
                types.put(type.group(1), type.group(2));
            } else {
                assertThat(sample.matches()).as(line).isTrue();
                String family = families.get(families.size() - 1);
                String kind = types.get(family);
                List<String> names =
                        "summary".equals(kind) ? List.of(family + "_sum", family + "_count") : List.of(family);
                assertThat(names).contains(sample.group(1));
                assertThat(family.endsWith("_total")).isEqualTo("counter".equals(kind));
                samples.add(line.substring(0, line.lastIndexOf(' ')));
            }
        }
        assertThat(types.keySet()).containsExactlyInAnyOrderElementsOf(families);
        assertThat(samples).doesNotHaveDuplicates().hasSizeGreaterThan(families.size());
    }

    @Test
    void whatHappenedIsCounted() {
        assertThat(text().lines())
                .contains(
                        "diffferv_jobs{state=\"queued\"} 1",
                        "diffferv_jobs_finished_total{state=\"failed\"} 1",
                        "diffferv_job_seconds_sum 1.0E-5",
                        "diffferv_job_seconds_count 1",
                        "diffferv_frames_total 20",
                        "diffferv_frames_edited_total 12",
                        "diffferv_workers_replaced_total 3");
    }

    private String text() {
        NodeMetrics metrics = new NodeMetrics();
        metrics.finished(JobState.FAILED, 1e-5);
        metrics.wrote(20, 12);
        try (Spool spool = Spool.open(folder)) {
            spool.submit("a", "{}");
            return metrics.text(spool, 3);
        }
    }
}
