package io.diffferv.engine.edit;

import io.diffferv.engine.video.VideoFrame;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Edits chunk after chunk and hands each frame on, in order, as soon as no later chunk sees it. */
final class EditedFrames {
    private final ChunkEditor editor;
    private final double strength;
    private final Compositor compositor;
    private final Consumer<VideoFrame> sink;

    /** @param sink called by one thread at a time, not always the same */
    EditedFrames(ChunkEditor editor, Consumer<VideoFrame> sink) {
        EditSettings settings = editor.plan().settings();
        this.editor = editor;
        this.strength = settings.strength();
        this.compositor = new Compositor(settings.composite(), strength);
        this.sink = sink;
    }

    /** @return frames handed on */
    long run(ChunkReader chunks, ChunkProgress progress) {
        try (Ahead<ChunkReader.Seen> ahead = editor.studied(chunks);
                SideThread finisher = new SideThread("diffferv-finish")) {
            SeamBlend seams = new SeamBlend(editor.plan().window());
            long frames = 0;
            for (Optional<ChunkReader.Seen> next = ahead.next(); next.isPresent(); next = ahead.next()) {
                ChunkReader.Seen seen = next.get();
                progress.begin(frames, seen.chunk().size());
                if (strength == 0) {
                    seen.kept().forEach(sink);
                } else if (editor.leavesCoresFree()) {
                    Supplier<KeptChunk> begun = editor.begin(seen.study(), progress);
                    progress.composite();
                    finisher.give(() -> hand(seams.add(seen.chunk(), seen.kept(), begun.get())));
                } else {
                    KeptChunk edited = editor.edit(seen.study(), progress);
                    progress.composite();
                    hand(seams.add(seen.chunk(), seen.kept(), edited));
                }
                frames += seen.chunk().size();
            }
            finisher.await();
            hand(seams.rest());
            progress.end(frames);
            return frames;
        }
    }

    private void hand(List<SeamBlend.Blended> frames) {
        frames.forEach(frame -> sink.accept(compositor.apply(frame.source(), frame.edited(), frame.baseline())));
    }
}
