package io.diffferv.bridge.node;

import io.diffferv.bridge.mlt.Limits;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * How a node works.
 *
 * @param spool folder of the jobs
 * @param inputs folder below which everything lies that jobs may read
 * @param outputs folder below which everything lies that jobs may write
 * @param workers environment of each worker, such as the GPU that it may use
 * @param port of the loopback interface, 0 for any that is free
 * @param limits of a job; a job may ask for less
 */
public record NodeConfig(
        Path spool, Path inputs, Path outputs, List<Map<String, String>> workers, int port, Limits limits) {}
