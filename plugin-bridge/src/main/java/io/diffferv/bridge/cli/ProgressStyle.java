package io.diffferv.bridge.cli;

/** How a long command tells how far it is. */
enum ProgressStyle {
    /** A bar on a terminal, nothing otherwise. */
    AUTO,
    BAR,
    /** One JSON object a line on standard output. */
    JSON,
    /** Lines that the managers of render farms understand. */
    FARM,
    NONE;

    Progress open(java.io.PrintWriter out, String task) {
        return switch (this) {
            case AUTO -> System.console() == null ? Progress.SILENT : new ProgressOnTerminal(task);
            case BAR -> new ProgressOnTerminal(task);
            case JSON -> new ProgressAsJson(out, task);
            case FARM -> new ProgressForFarms(out);
            case NONE -> Progress.SILENT;
        };
    }
}
