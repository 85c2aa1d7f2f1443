package io.diffferv.engine.edit;

import io.diffferv.engine.video.VideoFrame;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Edits chunk after chunk and hands each frame on, in order, as soon as no later chunk sees it. */
final class EditedFrames {
    /** Frames that are composed at a time, while those before are handed on: they stand in memory at full size. */
    private static final int TOGETHER = 4;

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
                    ChunkEditor.Begun begun = editor.begin(seen.study(), progress);
                    progress.composite();
                    finisher.give(() -> finish(begun, seen, seams));
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

    private void finish(ChunkEditor.Begun begun, ChunkReader.Seen seen, SeamBlend seams) {
        try (SideThread keeper = new SideThread("diffferv-keep")) {
            hand(seams.add(seen.chunk(), seen.kept(), begun.finish(keeper::give)));
            keeper.await();
        }
    }

    private void hand(List<SeamBlend.Blended> frames) {
        Iterator<SeamBlend.Blended> left = frames.iterator();
        try (Ahead<List<VideoFrame>> ahead = new Ahead<>(() -> compose(left), true)) {
            for (Optional<List<VideoFrame>> next = ahead.next(); next.isPresent(); next = ahead.next()) {
                next.get().forEach(sink);
            }
        }
    }

    private Optional<List<VideoFrame>> compose(Iterator<SeamBlend.Blended> left) {
        List<SeamBlend.Blended> together = new ArrayList<>();
        while (left.hasNext() && together.size() < TOGETHER) {
            together.add(left.next());
        }
        List<VideoFrame> composed = together.parallelStream()
                .map(frame -> compositor.apply(frame.source(), frame.edit()))
                .toList();
        return Optional.of(composed).filter(frames -> !frames.isEmpty());
    }
}
