package io.diffferv.bridge.mlt;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;

/** Services of MLT's Qt module, which in 7.12 load only where there is an X display. */
final class Display {
    private static final Set<String> QT = Set.of(
            "producer/kdenlivetitle",
            "producer/qimage",
            "producer/qtext",
            "filter/qtext",
            "filter/qtcrop",
            "filter/typewriter",
            "filter/audiolevelgraph",
            "filter/audiospectrum",
            "filter/audiowaveform",
            "filter/lightshow",
            "filter/qtblend",
            "filter/gpsgraphic",
            "filter/gpstext",
            "transition/qtblend",
            "transition/vqm");

    private Display() {}

    /**
     * Whether a worker must bring its own.
     *
     * @param services as {@code kind/name}
     * @throws EditException with {@link FailureCode#TRY_AGAIN} when it must and cannot
     */
    static boolean toBring(Set<String> services) {
        boolean needed = services.stream().anyMatch(QT::contains) && !isSet("DISPLAY");
        if (needed && !installed("xvfb-run")) {
            throw new EditException(
                    FailureCode.TRY_AGAIN,
                    new Problem(
                            "the project uses services of Qt, which need a display",
                            String.join(
                                    ", ", services.stream().filter(QT::contains).toList()),
                            "a display, or xvfb-run, which brings one",
                            "neither",
                            "install it with: apt-get install xvfb xauth"));
        }
        return needed;
    }

    private static boolean isSet(String variable) {
        return !System.getenv().getOrDefault(variable, "").isEmpty();
    }

    private static boolean installed(String program) {
        return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
