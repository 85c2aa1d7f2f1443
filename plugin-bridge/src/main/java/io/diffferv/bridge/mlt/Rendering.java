package io.diffferv.bridge.mlt;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import io.diffferv.bridge.host.Pulse;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** libmlt in this process: renders one project after another and keeps what it has loaded. */
final class Rendering {
    private static final int LOOK_MS = 200;

    /**
     * MLT 7.12 marks a consumer as running after it has started its thread. A thread that is faster ends before its
     * first frame; melt then waits for ever. Here the end is heard, and the consumer started again.
     */
    private static final int MOST_STARTS = 10;

    private final LibMlt mlt;
    private final Pointer repository;

    Rendering() {
        mlt = LibMlt.load();
        repository = mlt.mlt_factory_init(null);
        if (repository == null) {
            throw new IllegalStateException("MLT does not start; MLT_REPOSITORY may name no folder of modules");
        }
        mlt.mlt_log_set_level(LibMlt.LOG_WARNING);
    }

    /** Renders and reports; @return the last report, in which nothing has failed */
    Report run(RenderTask task, Consumer<Report> listener) {
        requireServices(task.services());
        Pointer profile = mlt.mlt_profile_init(null);
        Pointer producer = null;
        Pointer cut = null;
        try {
            producer = producer(profile, task.xml());
            cut = cut(producer, task);
            return consume(profile, cut, mlt.mlt_producer_get_playtime(cut), task, listener);
        } finally {
            if (cut != null) {
                mlt.mlt_producer_close(cut);
            }
            if (producer != null) {
                mlt.mlt_producer_close(producer);
            }
            mlt.mlt_profile_close(profile);
        }
    }

    /** What MLT makes of a project; no frame of it is asked for. */
    TimelineFacts probe(ProbeTask task) {
        requireServices(task.services());
        Pointer profile = mlt.mlt_profile_init(null);
        Pointer producer = null;
        try {
            producer = producer(profile, task.xml());
            return TimelineFacts.of(profile, mlt.mlt_producer_get_playtime(producer));
        } finally {
            if (producer != null) {
                mlt.mlt_producer_close(producer);
            }
            mlt.mlt_profile_close(profile);
        }
    }

    private Pointer producer(Pointer profile, String project) {
        try (Memory xml = text(project)) {
            Pointer producer = mlt.mlt_factory_producer(profile, "xml-string", xml);
            if (producer == null) {
                throw failure("MLT cannot read the project", "a project of MLT or Kdenlive", "none", "save it anew");
            }
            return producer;
        }
    }

    /** A service that is not there is left out by MLT in silence, and frames come out as they are. */
    private void requireServices(Set<String> services) {
        Map<String, Pointer> known = Map.of(
                "producer", mlt.mlt_repository_producers(repository),
                "filter", mlt.mlt_repository_filters(repository),
                "transition", mlt.mlt_repository_transitions(repository),
                "link", mlt.mlt_repository_links(repository));
        List<Problem> missing = new ArrayList<>();
        for (String service : services) {
            String kind = service.substring(0, service.indexOf('/'));
            String name = service.substring(kind.length() + 1);
            if (mlt.mlt_properties_get_data(known.get(kind), name, null) == null) {
                missing.add(new Problem(
                        "this machine's MLT does not have it",
                        kind + " " + name,
                        "every service of the project",
                        "none of that name",
                        name.equals("diffferv")
                                ? "install DiffFERV's package, or run packaging/user-install.sh and log in again"
                                : "install the package that brings it"));
            }
        }
        if (!missing.isEmpty()) {
            throw new EditException(FailureCode.BAD_INPUT, missing);
        }
    }

    /**
     * The frames to render, as a cut: an effect on the whole timeline takes the timeline's own in and out for the borders
     * of what it may look at, and would edit other runs than in a render of the whole.
     */
    private Pointer cut(Pointer producer, RenderTask task) {
        int length = mlt.mlt_producer_get_playtime(producer);
        int last = task.last() == RenderTask.END ? length - 1 : task.last();
        if (task.first() < 0 || last < task.first() || last >= length) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "there are no such frames",
                            "--first, --last",
                            "frames of the timeline, 0 to " + (length - 1),
                            task.first() + " to " + last,
                            "correct them"));
        }
        return mlt.mlt_producer_cut(producer, task.first(), last);
    }

    private Report consume(Pointer profile, Pointer producer, int total, RenderTask task, Consumer<Report> listener) {
        mlt.mlt_properties_set(mlt.mlt_global_properties(), "diffferv.sentence", "");
        mlt.mlt_properties_set(mlt.mlt_global_properties(), "diffferv.code", "0");
        Tally before = Tally.now(mlt);
        for (int start = 1; ; start++) {
            Pointer consumer = mlt.mlt_factory_consumer(profile, "avformat", task.target());
            if (consumer == null) {
                throw failure(
                        "MLT cannot write videos", "the consumer avformat", "none", "install MLT's avformat module");
            }
            try {
                Pointer properties = mlt.mlt_consumer_properties(consumer);
                task.consumer().forEach((name, value) -> mlt.mlt_properties_set(properties, name, value));
                mlt.mlt_consumer_connect(consumer, mlt.mlt_producer_service(producer));
                Report last = follow(consumer, properties, total, before, listener);
                if (last.state() == Report.State.FAILED || last.frames() > 0 || start == MOST_STARTS) {
                    return last;
                }
            } finally {
                mlt.mlt_consumer_close(consumer);
            }
            System.err.println("MLT ended before its first frame; it is started again");
            mlt.mlt_producer_seek(producer, 0);
        }
    }

    private Report follow(Pointer consumer, Pointer properties, int total, Tally before, Consumer<Report> listener) {
        CountDownLatch over = new CountDownLatch(1);
        AtomicInteger frames = new AtomicInteger();
        AtomicInteger fatal = new AtomicInteger();
        LibMlt.Listener shown = (owner, self) -> frames.incrementAndGet();
        LibMlt.Listener ended = (owner, self) -> over.countDown();
        LibMlt.Listener broken = (owner, self) -> {
            fatal.incrementAndGet();
            over.countDown();
        };
        mlt.mlt_events_listen(properties, consumer, "consumer-frame-show", shown);
        mlt.mlt_events_listen(properties, consumer, "consumer-stopped", ended);
        mlt.mlt_events_listen(properties, consumer, "consumer-fatal-error", broken);
        if (mlt.mlt_consumer_start(consumer) != 0) {
            throw failure("MLT does not begin to render", "a start", "a refusal", "see the lines of MLT's log above");
        }
        try {
            while (!over.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
                listener.accept(report(frames.get(), total, before));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        mlt.mlt_consumer_stop(consumer);
        // JNA lets go of callbacks that nobody holds.
        Reference.reachabilityFence(List.of(shown, ended, broken));
        Report last = report(frames.get(), total, before);
        if (fatal.get() > 0 || last.failed() > 0) {
            return last.failed(failureCode(), failureSentence());
        }
        return last;
    }

    private Report report(int frames, int total, Tally before) {
        Tally now = Tally.now(mlt);
        return new Report(
                Report.State.RUNNING,
                frames,
                total,
                now.edited - before.edited,
                now.unchanged - before.unchanged,
                now.failed - before.failed,
                Pulse.count() + frames,
                0,
                "",
                null);
    }

    private int failureCode() {
        int code = (int) mlt.mlt_properties_get_int64(mlt.mlt_global_properties(), "diffferv.code");
        return code > 0 ? code : FailureCode.BAD_INPUT.exitStatus();
    }

    private String failureSentence() {
        String sentence = mlt.mlt_properties_get(mlt.mlt_global_properties(), "diffferv.sentence");
        return sentence == null || sentence.isEmpty() ? "MLT broke the render off; its log says why." : sentence;
    }

    private static EditException failure(String what, String expected, String found, String remedy) {
        return new EditException(FailureCode.BAD_INPUT, new Problem(what, "the project", expected, found, remedy));
    }

    private static Memory text(String text) {
        byte[] bytes = (text + '\0').getBytes(StandardCharsets.UTF_8);
        Memory memory = new Memory(bytes.length);
        memory.write(0, bytes, 0, bytes.length);
        return memory;
    }

    /** What the filter says of the frames that passed it since the process began (mlt-filter/src/tally.h). */
    private record Tally(long edited, long unchanged, long failed) {
        static Tally now(LibMlt mlt) {
            Pointer shown = mlt.mlt_global_properties();
            return new Tally(
                    mlt.mlt_properties_get_int64(shown, "diffferv.edited"),
                    mlt.mlt_properties_get_int64(shown, "diffferv.unchanged"),
                    mlt.mlt_properties_get_int64(shown, "diffferv.failed"));
        }
    }
}
