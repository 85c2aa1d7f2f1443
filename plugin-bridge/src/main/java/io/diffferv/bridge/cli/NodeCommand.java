package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.bridge.mlt.Limits;
import io.diffferv.bridge.node.Cards;
import io.diffferv.bridge.node.Node;
import io.diffferv.bridge.node.NodeConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code diffferv node}: works through the jobs of a spool folder. */
@Command(
        name = "node",
        sortOptions = false,
        description =
                "Works through jobs in a folder, with its models kept warm; killed at any moment, it goes on where it"
                        + " was when it is started again.")
final class NodeCommand implements Callable<Integer> {
    private static final long GIB = 1L << 30;

    @Option(
            names = "--spool",
            required = true,
            paramLabel = "FOLDER",
            description = "Where jobs are: one JSON file each, in the folder of its state; new ones go to queued.")
    Path spool;

    @Option(
            names = "--inputs",
            required = true,
            paramLabel = "FOLDER",
            description = "Jobs read files below this folder only.")
    Path inputs;

    @Option(
            names = "--outputs",
            required = true,
            paramLabel = "FOLDER",
            description = "Jobs write files below this folder only.")
    Path outputs;

    @Option(
            names = "--workers",
            paramLabel = "COUNT",
            description = "Jobs at a time; default: one for each GPU, or one on the CPU.")
    Integer workers;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port for health, metrics and jobs on the loopback interface; default: any, told in the"
                    + " spool's file http.")
    int port;

    @Option(
            names = "--stall",
            paramLabel = "SECONDS",
            defaultValue = "300",
            description = "Take a job for hung that makes no step for so long; default: 300.")
    long stall;

    @Option(
            names = "--time-limit",
            paramLabel = "SECONDS",
            defaultValue = "86400",
            description = "Most time of a job; default: 86400.")
    long seconds;

    @Option(
            names = "--memory-limit",
            paramLabel = "GIB",
            defaultValue = "64",
            description = "Most main memory of a job; default: 64.")
    long memory;

    @Option(
            names = "--disk-limit",
            paramLabel = "GIB",
            defaultValue = "100",
            description = "Largest output of a job; default: 100.")
    long disk;

    @Option(names = "--until-empty", description = "End when no job waits any more.")
    boolean untilEmpty;

    private final BooleanSupplier cancelled;

    NodeCommand(BooleanSupplier cancelled) {
        this.cancelled = cancelled;
    }

    @Override
    public Integer call() {
        for (Path folder : List.of(inputs, outputs)) {
            if (!Files.isDirectory(folder)) {
                throw OptionCheck.refused(
                        "there is no such folder", folder.toString(), "a folder", "none", "make it first");
            }
        }
        OptionCheck.atLeast("--stall", 1, stall);
        OptionCheck.atLeast("--time-limit", 1, seconds);
        OptionCheck.atLeast("--memory-limit", 1, memory);
        OptionCheck.atLeast("--disk-limit", 1, disk);
        Limits limits = new Limits(Duration.ofSeconds(stall), Duration.ofSeconds(seconds), memory * GIB, disk * GIB);
        NodeConfig config = new NodeConfig(
                spool.toAbsolutePath(),
                inputs.toAbsolutePath(),
                outputs.toAbsolutePath(),
                Cards.share(
                        System.getenv("CUDA_VISIBLE_DEVICES"),
                        Path.of("/dev"),
                        workers == null ? 0 : (int) OptionCheck.atLeast("--workers", 1, workers)),
                port,
                limits);
        new Node(
                        config,
                        new Version().getVersion()[0],
                        ModelLookup.ofThisMachine(),
                        (job, values) -> Sidecar.of(job, "edit", values).write(Sidecar.beside(job.output())),
                        cancelled)
                .run(untilEmpty);
        return 0;
    }
}
