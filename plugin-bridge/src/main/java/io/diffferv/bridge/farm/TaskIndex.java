package io.diffferv.bridge.farm;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/** Which task of an array this process is, as the scheduler that started it says. */
final class TaskIndex {
    /** A variable of a scheduler, and the number it gives its first task. */
    private enum Variable {
        SLURM_ARRAY_TASK_ID(0),
        JOB_COMPLETION_INDEX(0),
        AWS_BATCH_JOB_ARRAY_INDEX(0),
        AF_TASK_ID(0),
        CUE_IFRAME(0),
        PBS_ARRAY_INDEX(0),
        SGE_TASK_ID(1),
        LSB_JOBINDEX(1),
        BATCH_TASK_INDEX(0),
        CLOUD_RUN_TASK_INDEX(0);

        private final int first;

        Variable(int first) {
            this.first = first;
        }
    }

    private TaskIndex() {}

    /**
     * @param asked the option's value, null to ask the environment
     * @param tasks number of tasks
     * @return 0 for the first task
     * @throws EditException {@code PLAN} when there is none, or none such
     */
    static int of(Integer asked, Map<String, String> environment, int tasks) {
        if (asked != null) {
            return within(asked, "--index", tasks);
        }
        for (Variable variable : Variable.values()) {
            String value = environment.getOrDefault(variable.name(), "");
            // Grid Engine says "undefined" outside arrays.
            if (value.matches("\\d{1,9}")) {
                return within(Integer.parseInt(value) - variable.first, variable.name(), tasks);
            }
        }
        if (tasks == 1) {
            return 0;
        }
        throw refused(
                "no scheduler says which task this is",
                "--index",
                "a number, or one of the variables "
                        + Arrays.stream(Variable.values()).map(Enum::name).collect(Collectors.joining(", ")),
                "none");
    }

    private static int within(int index, String where, int tasks) {
        if (index < 0 || index >= tasks) {
            throw refused("there is no such task", where, "0 to " + (tasks - 1), String.valueOf(index));
        }
        return index;
    }

    private static EditException refused(String what, String where, String expected, String found) {
        return new EditException(
                FailureCode.PLAN, new Problem(what, where, expected, found, "start the tasks as an array"));
    }
}
