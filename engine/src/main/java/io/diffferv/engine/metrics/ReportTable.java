package io.diffferv.engine.metrics;

import java.util.Locale;

/** Aligned plain text rows; the numbers read the same in every language. */
final class ReportTable {
    private final StringBuilder lines = new StringBuilder();

    void row(String name, String value, String remark) {
        lines.append(String.format(Locale.ROOT, "%-20s %14s  %s%n", name, value, remark));
    }

    /** A number that could not be taken shows as a dash. */
    void row(String name, Double value, String format, String remark) {
        row(name, value == null ? "-" : String.format(Locale.ROOT, format, value), remark);
    }

    @Override
    public String toString() {
        return lines.toString();
    }
}
