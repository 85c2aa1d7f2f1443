package io.diffferv.bridge.farm;

import java.util.List;

/** Numbers as array options of schedulers take them, such as {@code 3,7-9}. */
final class ArraySpec {
    private ArraySpec() {}

    /** @param numbers rising */
    static String of(List<Integer> numbers) {
        StringBuilder spec = new StringBuilder();
        for (int i = 0; i < numbers.size(); i++) {
            int from = i;
            while (i + 1 < numbers.size() && numbers.get(i + 1) == numbers.get(i) + 1) {
                i++;
            }
            spec.append(spec.isEmpty() ? "" : ",").append(numbers.get(from));
            if (i > from) {
                spec.append('-').append(numbers.get(i));
            }
        }
        return spec.toString();
    }
}
