package io.diffferv.engine.video;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/** Owns native objects and frees them in reverse order of their making, once, whatever happened in between. */
final class NativeStack implements AutoCloseable {
    private final Deque<Runnable> releases = new ArrayDeque<>();

    <T> T push(T resource, Consumer<? super T> release) {
        releases.push(() -> release.accept(resource));
        return resource;
    }

    @Override
    public void close() {
        while (!releases.isEmpty()) {
            releases.pop().run();
        }
    }
}
