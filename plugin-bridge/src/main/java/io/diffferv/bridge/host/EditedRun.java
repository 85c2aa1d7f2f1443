package io.diffferv.bridge.host;

import io.diffferv.engine.edit.EditListener;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.FrameRun;
import io.diffferv.engine.edit.OptionKind;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;

/** A run of the editing engine. */
final class EditedRun implements HostedRun {
    private static final OptionKind.Real STRENGTH = (OptionKind.Real) EditOption.STRENGTH.kind();

    private final FrameRun frames;
    private final RgbaPixels pixels;
    private final int own;
    private final BooleanSupplier stopped;

    EditedRun(FrameRun frames, RunRequest request, BooleanSupplier stopped) {
        this.frames = frames;
        this.pixels = request.pixels();
        this.own = request.span().own();
        this.stopped = stopped;
    }

    @Override
    public void add(ByteBuffer picture) {
        frames.add(pixels.read(picture));
    }

    @Override
    public void edit(Listener listener) {
        frames.edit(new Follower(listener));
    }

    @Override
    public void compose(HostedRun before, HostedRun after, int index, double strength, ByteBuffer picture) {
        if (Double.isNaN(strength)) {
            throw new EditException(
                    FailureCode.BAD_REQUEST,
                    new Problem(
                            "the value is not allowed",
                            EditOption.STRENGTH.key(),
                            STRENGTH.expected(),
                            "no number",
                            "correct its keyframes"));
        }
        double applied = Math.max(STRENGTH.least(), Math.min(STRENGTH.most(), strength));
        if (applied == 0) {
            return;
        }
        try (ComposeMemory.Share share = ComposeMemory.take((long) pixels.width() * pixels.height())) {
            pixels.write(frames.compose(pixels.read(picture), index, frames(before), frames(after), applied), picture);
        }
    }

    private static FrameRun frames(HostedRun run) {
        return run == null ? null : ((EditedRun) run).frames;
    }

    /** Counts frames into shares and seconds; what came out of the cache says nothing about the speed of the rest. */
    private final class Follower implements EditListener {
        private final Listener listener;
        private final long begin = System.nanoTime();
        private boolean going = true;

        private Follower(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void progress(Progress progress) {
            double worked = progress.frames() - progress.resumed();
            double spent = (System.nanoTime() - begin) / 1e9;
            double left = worked > 0 ? spent / worked * (own - progress.frames()) : -1;
            going &= listener.heard(frames.ready(), progress.frames() / own, left);
        }

        @Override
        public boolean cancelled() {
            return !going || stopped.getAsBoolean();
        }
    }
}
