package io.diffferv.bridge.node;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.DoubleAdder;

/** What has happened since the node began, in Prometheus' text format 0.0.4. */
final class NodeMetrics {
    private final Map<JobState, AtomicLong> finished = new EnumMap<>(JobState.class);
    private final AtomicLong frames = new AtomicLong();
    private final AtomicLong edited = new AtomicLong();
    private final DoubleAdder seconds = new DoubleAdder();

    NodeMetrics() {
        for (JobState state : JobState.values()) {
            finished.put(state, new AtomicLong());
        }
    }

    void finished(JobState state, double took) {
        finished.get(state).incrementAndGet();
        seconds.add(took);
    }

    void wrote(long all, long edits) {
        frames.addAndGet(all);
        edited.addAndGet(edits);
    }

    String text(Spool spool, int replaced) {
        StringBuilder text = new StringBuilder();
        head(text, "diffferv_jobs", "gauge", "Jobs in the spool by state.");
        for (JobState state : JobState.values()) {
            line(text, "diffferv_jobs", state, spool.jobs(state).size());
        }
        head(text, "diffferv_jobs_finished_total", "counter", "Jobs that this process has finished.");
        long all = 0;
        for (JobState state : new JobState[] {JobState.DONE, JobState.FAILED, JobState.CANCELLED}) {
            line(
                    text,
                    "diffferv_jobs_finished_total",
                    state,
                    finished.get(state).get());
            all += finished.get(state).get();
        }
        head(text, "diffferv_job_seconds", "summary", "Time that finished jobs took.");
        text.append("diffferv_job_seconds_sum ").append(seconds.sum()).append('\n');
        text.append("diffferv_job_seconds_count ").append(all).append('\n');
        counter(text, "diffferv_frames_total", "Frames written.", frames.get());
        counter(text, "diffferv_frames_edited_total", "Frames edited.", edited.get());
        counter(text, "diffferv_workers_replaced_total", "Workers that hung or died.", replaced);
        return text.toString();
    }

    private static void counter(StringBuilder text, String name, String help, long value) {
        head(text, name, "counter", help);
        text.append(name).append(' ').append(value).append('\n');
    }

    private static void head(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, JobState state, long value) {
        text.append("%s{state=\"%s\"} %d\n".formatted(name, state.folder(), value));
    }
}
