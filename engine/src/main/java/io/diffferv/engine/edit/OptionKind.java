package io.diffferv.engine.edit;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What an option's value can be; rendered into every front end. */
public sealed interface OptionKind {
    /** What to expect, for messages and help. */
    String expected();

    /** Free text. */
    record Text(int mostCharacters) implements OptionKind {
        @Override
        public String expected() {
            return "text of at most %,d characters".formatted(mostCharacters);
        }
    }

    /** A real number; NaN and infinities are refused. */
    record Real(double least, double most) implements OptionKind {
        @Override
        public String expected() {
            return "a number from %s to %s".formatted(plain(least), plain(most));
        }

        private static String plain(double number) {
            return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
        }
    }

    /** A whole number. */
    record Whole(long least, long most) implements OptionKind {
        @Override
        public String expected() {
            return "a whole number from %d to %d".formatted(least, most);
        }
    }

    /** One of some words. */
    record Choice(List<String> words) implements OptionKind {
        public Choice {
            words = List.copyOf(words);
        }

        static Choice of(Class<? extends Enum<?>> values) {
            return new Choice(
                    Arrays.stream(values.getEnumConstants()).map(Choice::word).toList());
        }

        static String word(Enum<?> value) {
            return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        @Override
        public String expected() {
            return "one of " + String.join(", ", words);
        }
    }

    /** One of some words, or a number. */
    record ChoiceOrReal(List<String> words, double least, double most) implements OptionKind {
        public ChoiceOrReal {
            words = List.copyOf(words);
        }

        @Override
        public String expected() {
            return String.join(", ", words) + " or " + new Real(least, most).expected();
        }
    }

    /** A number of bytes such as {@code 8GiB}, or {@code auto} where the machine can decide. */
    record Bytes(boolean mayBeAuto, long least) implements OptionKind {
        @Override
        public String expected() {
            String size = "a size such as 8GiB or 900MiB";
            return mayBeAuto ? "auto, or " + size : size + ", %d MiB or more".formatted(least >> 20);
        }
    }

    /** Width and height such as {@code 512x384}, a short side such as {@code 256}, or {@code auto}. */
    record PictureSize() implements OptionKind {
        @Override
        public String expected() {
            return "auto, a short side such as 256, or a size such as 512x384";
        }
    }
}
