package io.diffferv.bridge.mlt;

/** What a worker is asked for, one of the two; the other is null. */
public record Work(RenderTask render, EditTask edit) {
    public static Work of(RenderTask render) {
        return new Work(render, null);
    }

    public static Work of(EditTask edit) {
        return new Work(null, edit);
    }
}
