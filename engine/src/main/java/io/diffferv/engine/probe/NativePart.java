package io.diffferv.engine.probe;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.Callable;
import org.bytedeco.ffmpeg.global.avcodec;
import org.bytedeco.ffmpeg.global.avutil;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_video;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A library of machine code that the engine cannot do without. */
public enum NativePart {
    LIBTORCH("libtorch", NativePart::libtorch),
    OPENCV("OpenCV", NativePart::openCv),
    FFMPEG(
            "FFmpeg",
            () -> "%s, %s"
                    .formatted(
                            avutil.av_version_info().getString(),
                            avcodec.avcodec_license().getString()));

    private static final Logger LOG = LoggerFactory.getLogger(NativePart.class);

    private final String title;
    private final Callable<String> load;

    NativePart(String title, Callable<String> load) {
        this.title = title;
        this.load = load;
    }

    /**
     * What became of loading a part.
     *
     * @param loaded whether it runs
     * @param detail its version and kind, or what went wrong
     */
    public record Outcome(boolean loaded, String detail) {}

    public String title() {
        return title;
    }

    /** Loads the part and calls into it; the first time unpacks it into the user's cache. Never throws. */
    public Outcome probe() {
        try {
            return new Outcome(true, load.call());
        } catch (Exception | LinkageError e) {
            LOG.debug("{} does not load", title, e);
            return new Outcome(
                    false, String.valueOf(e.getMessage()).lines().findFirst().orElse(e.toString()));
        }
    }

    /** GPUs that libtorch can use; 0 as well when libtorch does not load. */
    public static int gpus() {
        try {
            return Engine.getEngine("PyTorch").getGpuCount();
        } catch (RuntimeException | LinkageError e) {
            LOG.debug("No GPU count", e);
            return 0;
        }
    }

    /** Version of the library that calls libtorch. */
    public static String djlVersion() {
        return Engine.getDjlVersion();
    }

    private static String openCv() {
        // The module with the flow search drags in the one with windows, and that one GTK from the system.
        Loader.load(opencv_video.class);
        return opencv_core.CV_VERSION;
    }

    private static String libtorch() {
        Engine engine = Engine.getEngine("PyTorch");
        try (NDManager manager = engine.newBaseManager()) {
            float sum = manager.ones(new Shape(2, 2)).sum().getFloat();
            if (sum != 4) {
                throw new IllegalStateException("a sum of four ones gave " + sum);
            }
        }
        return engine.getVersion();
    }
}
