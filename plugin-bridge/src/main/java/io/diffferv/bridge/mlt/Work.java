package io.diffferv.bridge.mlt;

/** What a worker is asked for, one of the three; the others are null. */
public record Work(RenderTask render, EditTask edit, ProbeTask probe) {
    public static Work of(RenderTask render) {
        return new Work(render, null, null);
    }

    public static Work of(EditTask edit) {
        return new Work(null, edit, null);
    }

    static Work of(ProbeTask probe) {
        return new Work(null, null, probe);
    }
}
