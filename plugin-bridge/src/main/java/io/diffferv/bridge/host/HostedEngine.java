package io.diffferv.bridge.host;

/**
 * What {@link Host} puts behind the filter's table: the editing engine, or one that tests simulate. Any thread calls;
 * whatever is thrown becomes the filter's failure.
 */
public interface HostedEngine {
    /** A new run, its settings read and checked. */
    HostedRun open(RunRequest request);

    /** The host closes MLT: edits of runs opened so far end as cancelled. */
    void stop();
}
