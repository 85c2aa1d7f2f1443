package io.diffferv.bridge.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;

/**
 * What a user reads while a command runs: what the product itself says, and nothing of its libraries. Failures speak
 * through {@link Failures}, so its records go to the file only. {@code --verbose} takes this filter away.
 */
public final class ConsoleFilter extends Filter<ILoggingEvent> {
    @Override
    public FilterReply decide(ILoggingEvent event) {
        boolean ours = event.getLoggerName().startsWith("io.diffferv");
        boolean said = event.getLoggerName().equals(Failures.class.getName());
        return ours && !said && event.getLevel().isGreaterOrEqual(Level.INFO) ? FilterReply.NEUTRAL : FilterReply.DENY;
    }
}
