package io.diffferv.bridge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs a child process, because the hook ends the virtual machine it runs in. */
class InterruptionTest {
    /** Works until it is told to stop, puts its state away, and returns 7 as a cancelled edit does. */
    static final class Worker {
        private Worker() {}

        public static void main(String[] arguments) throws InterruptedException {
            Interruption interruption = new Interruption();
            Runtime.getRuntime().addShutdownHook(interruption.hook());
            while (!interruption.getAsBoolean()) {
                System.out.println("working");
                Thread.sleep(1000);
            }
            System.out.println("put away");
            interruption.ended(7);
            System.exit(7);
        }
    }

    /** Never asks whether it should stop. */
    static final class Deaf {
        private Deaf() {}

        public static void main(String[] arguments) throws InterruptedException {
            Runtime.getRuntime().addShutdownHook(new Interruption().hook());
            System.out.println("working");
            Thread.sleep(60_000);
        }
    }

    /** Ends by itself. */
    static final class Quick {
        private Quick() {}

        public static void main(String[] arguments) {
            Interruption interruption = new Interruption();
            Runtime.getRuntime().addShutdownHook(interruption.hook());
            System.out.println("working");
            interruption.ended(4);
            System.exit(4);
        }
    }

    @Test
    void workThatListensPutsItsStateAwayAndItsStatusCounts() throws Exception {
        assertThat(interrupted(Worker.class)).isEqualTo("7 put away");
    }

    @Test
    void workThatDoesNotListenIsNotWaitedFor() throws Exception {
        assertThat(interrupted(Deaf.class)).isEqualTo("7 nothing");
    }

    @Test
    void anOrdinaryEndKeepsItsStatus() throws Exception {
        Process process = start(Quick.class);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(4);
    }

    /** Sends SIGTERM, which takes the same way as Ctrl-C, and returns the status and what was said after it. */
    private static String interrupted(Class<?> program) throws IOException, InterruptedException {
        Process process = start(program);
        try (BufferedReader output = process.inputReader()) {
            assertThat(output.readLine()).isEqualTo("working");
            // Process.destroy() would close the stream that is still to be read.
            process.toHandle().destroy();
            String said = output.lines()
                    .filter(line -> !line.equals("working"))
                    .findFirst()
                    .orElse("nothing");
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            return process.exitValue() + " " + said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Process start(Class<?> program) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(java, "-cp", System.getProperty("java.class.path"), program.getName()).start();
    }
}
