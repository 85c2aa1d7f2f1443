package io.diffferv.bridge.host;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import com.sun.jna.Function;
import com.sun.jna.Pointer;
import java.nio.charset.StandardCharsets;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the host's log what the command would say on its console. The log file stays as it is. */
final class HostLog extends AppenderBase<ILoggingEvent> {
    /** Name of the appender in logback.xml. */
    private static final String CONSOLE = "console";

    // Levels of mlt_log.h.
    private static final int ERROR = 16;
    private static final int WARNING = 24;
    private static final int VERBOSE = 40;
    private static final int DEBUG = 48;

    private final Function log;

    private HostLog(Function log) {
        this.log = log;
    }

    /** @param log the table's function */
    static void begin(Pointer log) {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            HostLog appender = new HostLog(Function.getFunction(log));
            appender.setContext(context);
            appender.start();
            var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
            root.detachAppender(CONSOLE);
            root.addAppender(appender);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        int level = level(event);
        event.getFormattedMessage().lines().forEach(line -> say(level, line));
    }

    // JNA would encode a String by the locale.
    private void say(int level, String line) {
        log.invokeVoid(new Object[] {level, (line + '\0').getBytes(StandardCharsets.UTF_8)});
    }

    /** What libraries have to tell is for those who look for it. */
    private static int level(ILoggingEvent event) {
        boolean ours = event.getLoggerName().startsWith("io.diffferv");
        int level = event.getLevel().toInt();
        if (!ours || level <= Level.DEBUG_INT) {
            return DEBUG;
        }
        return level >= Level.ERROR_INT ? ERROR : level >= Level.WARN_INT ? WARNING : VERBOSE;
    }
}
