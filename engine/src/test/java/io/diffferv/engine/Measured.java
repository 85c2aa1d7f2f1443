package io.diffferv.engine;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Figures that tests compare with a limit, written to the test log so that the distance to the limit is on record. */
public final class Measured {
    private static final Logger LOG = LoggerFactory.getLogger(Measured.class);

    private Measured() {}

    /** @return {@code value} */
    public static double log(String what, double value) {
        LOG.info("{}: {}", what, value);
        return value;
    }
}
