package io.diffferv.engine.train;

import java.util.List;

/** Hears of a {@link Specialization} in the thread that runs it. */
public interface SpecializationListener {
    /**
     * @param stage what is being done
     * @param done pictures or steps
     * @param total of them, -1 while unknown
     * @param before how many of them an earlier run had done
     */
    void progress(String stage, long done, long total, long before);

    /** @param losses at a checkpoint, of every step so far */
    void curve(List<Double> losses);

    /** One sentence for the user. */
    void say(String sentence);

    /** Asked between steps; true ends the run, which can be continued. */
    boolean cancelled();
}
