package io.diffferv.engine.edit;

import io.diffferv.engine.temporal.WindowPlan;
import io.diffferv.engine.video.VideoFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Neighbouring frames of a clip that somebody else reads and writes, such as a video editor. Runs that lie beside each
 * other together give what {@link VideoEditor} gives for the whole clip, to the bit, when their borders lie on multiples
 * of the chunk. Frames are added by one thread, then edited by one; any number of threads may compose.
 */
public final class FrameRun {
    /**
     * Where the run lies.
     *
     * @param lead frames before the run that it sees; fewer than the halo where the clip begins
     * @param own frames that it edits
     * @param trail frames after it that it sees; fewer than the halo where the clip ends
     * @param first number of the first own frame in its source, on whose multiples chunks begin
     */
    public record Span(int lead, int own, int trail, long first) {
        public Span {
            if (lead < 0 || own < 1 || trail < 0) {
                throw new IllegalArgumentException("%d + %d + %d frames from %d".formatted(lead, own, trail, first));
            }
        }

        /** All frames that the run sees. */
        public int seen() {
            return lead + own + trail;
        }
    }

    private record Edited(WindowPlan.Chunk chunk, KeptChunk pictures) {
        boolean saw(long frame) {
            return frame >= chunk.seenFrom() && frame < chunk.seenTo();
        }
    }

    private record Studied(WindowPlan.Chunk chunk, ClipStudy study) {}

    private final ChunkEditor editor;
    private final Span span;
    private final List<float[]> working = new ArrayList<>();
    private final List<Edited> edited = new CopyOnWriteArrayList<>();

    /** The first chunk, studied while a GPU works on another run; guarded by {@code working}. */
    private Studied begun;

    /** @throws io.diffferv.engine.failure.EditException {@code BAD_REQUEST} when there is no prompt */
    public FrameRun(ChunkEditor editor, Span span) {
        editor.plan().settings().requirePrompt();
        this.editor = editor;
        this.span = span;
    }

    /**
     * Shows the run its next frame; only a picture at working size is kept. With the last one, and beside a GPU, the
     * motion in the first chunk is followed.
     */
    public void add(VideoFrame frame) {
        EditPlan plan = editor.plan();
        float[] picture = frame.upright(plan.width(), plan.height()).samples();
        synchronized (working) {
            working.add(picture);
            if (working.size() == span.seen() && editor.leavesCoresFree()) {
                begun = studied(span.first());
            }
        }
    }

    /**
     * Edits the own frames, chunk by chunk. One that was stopped goes on where it was.
     *
     * @throws IllegalStateException unless it has seen all its frames
     * @throws io.diffferv.engine.failure.EditException with the code of what went wrong
     */
    public void edit(EditListener listener) {
        ChunkProgress progress = new ChunkProgress(listener, span.own(), EditJob.Task.EDIT);
        AtomicLong from = new AtomicLong(editedTo());
        try (Ahead<Studied> ahead = new Ahead<>(() -> next(from), editor.leavesCoresFree())) {
            for (Optional<Studied> next = ahead.next(); next.isPresent(); next = ahead.next()) {
                WindowPlan.Chunk chunk = next.get().chunk();
                progress.begin(chunk.from() - span.first(), chunk.size());
                edited.add(new Edited(chunk, editor.edit(next.get().study(), progress)));
            }
        }
        synchronized (working) {
            working.clear();
        }
        progress.end(span.own());
    }

    /** The chunk that begins at an own frame, which moves on to the one after it. */
    private Optional<Studied> next(AtomicLong from) {
        if (from.get() == end()) {
            return Optional.empty();
        }
        Studied next;
        synchronized (working) {
            next = begun;
            begun = null;
        }
        if (next == null || next.chunk().from() != from.get()) {
            next = studied(from.get());
        }
        from.set(next.chunk().to());
        return Optional.of(next);
    }

    private Studied studied(long from) {
        WindowPlan.Chunk chunk = chunk(from);
        ClipStudy study = new ClipStudy(clip(chunk));
        editor.study(study);
        return new Studied(chunk, study);
    }

    /** Own frames from the first that can be composed, given the runs beside this one. */
    public int ready() {
        long to = editedTo();
        int halo = editor.plan().window().halo();
        return (int) (to == end() ? span.own() : Math.max(0, to - halo - span.first()));
    }

    /**
     * Lays an own frame's edit over it.
     *
     * @param source the frame as it was added
     * @param index of the frame among the own ones
     * @param before the run before this one, null where there is none
     * @param after the run after this one, null where there is none
     * @return a new frame, or {@code source} itself at strength 0
     * @throws IllegalStateException when the frame is not edited yet
     */
    public VideoFrame compose(VideoFrame source, int index, FrameRun before, FrameRun after, double strength) {
        if (index < 0 || index >= ready()) {
            throw new IllegalStateException("frame %d of %d edited ones".formatted(index, ready()));
        }
        EditPlan plan = editor.plan();
        FrameBlend blend = new FrameBlend(plan.window(), span.first() + index);
        addTo(blend, before);
        addTo(blend, this);
        addTo(blend, after);
        Compositor compositor = new Compositor(plan.settings().composite(), strength);
        return compositor.apply(source, blend);
    }

    private static void addTo(FrameBlend blend, FrameRun run) {
        if (run != null) {
            run.edited.stream()
                    .filter(each -> each.saw(blend.frame()))
                    .forEach(each -> blend.add(each.chunk(), each.pictures()));
        }
    }

    private long editedTo() {
        return edited.isEmpty()
                ? span.first()
                : edited.get(edited.size() - 1).chunk().to();
    }

    private long end() {
        return span.first() + span.own();
    }

    /** The chunk that begins at an own frame and ends at the next multiple, or with the run. */
    private WindowPlan.Chunk chunk(long from) {
        WindowPlan window = editor.plan().window();
        long to = Math.min(end(), (Math.floorDiv(from, window.chunk()) + 1) * window.chunk());
        return new WindowPlan.Chunk(
                from,
                to,
                Math.max(from - window.halo(), span.first() - span.lead()),
                Math.min(to + window.halo(), end() + span.trail()));
    }

    private Clip clip(WindowPlan.Chunk chunk) {
        EditPlan plan = editor.plan();
        long start = span.first() - span.lead();
        synchronized (working) {
            if (working.size() != span.seen()) {
                throw new IllegalStateException("%d of %d frames".formatted(working.size(), span.seen()));
            }
            return new Clip(plan.width(), plan.height(), working.subList((int) (chunk.seenFrom() - start), (int)
                    (chunk.seenTo() - start)));
        }
    }
}
