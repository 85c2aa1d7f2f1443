package io.diffferv.engine.edit;

import io.diffferv.engine.video.RgbImage;
import io.diffferv.engine.video.VideoFrame;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What an edit costs a frame once the model is done, which decides how smoothly a finished edit plays. Run it by
 * {@code mvn -q -pl engine test-compile exec:java -Dexec.mainClass=org.openjdk.jmh.Main -Dexec.classpathScope=test
 * -Dexec.args="-f 0 Compositor"}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class CompositorBenchmark {
    private final VideoFrame source = Tiny.frame(Tiny.picture(1920, 1080, 8), 0);
    private final Compositor compositor = new Compositor(Composite.RESIDUAL, 1);
    private RgbImage edited;
    private RgbImage baseline;

    @Setup
    public void pictures() {
        baseline = source.upright(576, 320);
        float[] samples = baseline.samples().clone();
        Random random = new Random(1);
        for (int i = 0; i < samples.length; i++) {
            samples[i] += 0.2f * random.nextFloat();
        }
        edited = new RgbImage(576, 320, samples);
    }

    @Benchmark
    public VideoFrame fullHd() {
        return compositor.apply(source, edited, baseline);
    }
}
