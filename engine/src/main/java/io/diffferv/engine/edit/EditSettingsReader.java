package io.diffferv.engine.edit;

import io.diffferv.engine.edit.OptionKind.Bytes;
import io.diffferv.engine.edit.OptionKind.Choice;
import io.diffferv.engine.edit.OptionKind.ChoiceOrReal;
import io.diffferv.engine.edit.OptionKind.Real;
import io.diffferv.engine.edit.OptionKind.Text;
import io.diffferv.engine.edit.OptionKind.Whole;
import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.temporal.TemporalSettings;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads option values into settings and collects everything that is wrong with them. */
final class EditSettingsReader {
    /** τ_app of the paper for the two kinds of edit (method.md A12). */
    private static final Map<String, Double> TAU_APP = Map.of("texture", 0.9, "shape", 0.7);

    private static final Pattern BYTES =
            Pattern.compile("(\\d{1,12}(?:\\.\\d+)?)\\s*([KMGT]?)(i?)B?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SIZE = Pattern.compile("(\\d{1,5})x(\\d{1,5})");
    private static final Pattern SHORT_SIDE = Pattern.compile("\\d{1,5}");
    private static final int LONGEST_SIDE = 8192;

    private final Map<String, String> values;
    /** A set: some options feed more than one setting, and a wrong value is reported once. */
    private final Set<Problem> problems = new LinkedHashSet<>();

    EditSettingsReader(Map<String, String> values) {
        this.values = values;
    }

    EditSettings read() {
        values.keySet().stream().filter(key -> EditOption.of(key).isEmpty()).forEach(this::refuseKey);
        EditSettings settings = new EditSettings(
                text(EditOption.PROMPT),
                text(EditOption.SOURCE_PROMPT),
                tauApp(),
                real(EditOption.STRENGTH),
                choice(EditOption.QUALITY, Quality.class),
                real(EditOption.GUIDANCE),
                (int) whole(EditOption.STEPS),
                whole(EditOption.SEED),
                text(EditOption.MODEL),
                choice(EditOption.COMPOSITE, Composite.class),
                workingSize(),
                choice(EditOption.FLOW, FlowChoice.class),
                bytes(EditOption.MEMORY),
                bytes(EditOption.CACHE_SIZE).orElse(0),
                choice(EditOption.DEVICE, DeviceChoice.class),
                choice(EditOption.PRECISION, PrecisionChoice.class),
                (int) whole(EditOption.CHUNK),
                (int) whole(EditOption.HALO),
                temporal(),
                choice(EditOption.PRESERVATION, PreservationProfile.class),
                schedule(),
                (int) whole(EditOption.INVERSION_PREDICTIONS),
                choice(EditOption.EXACT, Switch.class).isOn(),
                choice(EditOption.INVERSION_PROMPT, InversionPrompt.class),
                choice(EditOption.INVERSION_TEMPORAL, Switch.class).isOn(),
                choice(EditOption.POSTERIOR, Posterior.class),
                real(EditOption.NEGATIVE_START),
                real(EditOption.EMPTY_BLEND),
                choice(EditOption.MASK, MaskChoice.class),
                real(EditOption.SMOOTHING),
                accelerations());
        if (!problems.isEmpty()) {
            throw new EditException(FailureCode.BAD_REQUEST, List.copyOf(problems));
        }
        return settings;
    }

    private Accelerations accelerations() {
        Solver asked = choice(EditOption.SOLVER, Solver.class);
        Quality quality = choice(EditOption.QUALITY, Quality.class);
        VaeChoice vae = choice(EditOption.VAE, VaeChoice.class);
        return new Accelerations(
                asked == Solver.AUTO ? quality.solver() : asked,
                (int) whole(EditOption.FEATURE_REUSE),
                vae == VaeChoice.AUTO && quality == Quality.FULL ? VaeChoice.FULL : vae,
                keepFeatures());
    }

    /** What an inversion leaves serves an edit that would have computed the same. */
    private boolean keepFeatures() {
        boolean keeps = choice(EditOption.KEEP_FEATURES, Switch.class).isOn();
        if (keeps && value(EditOption.KEEP_FEATURES).equals(Choice.word(Switch.ON))) {
            requireForKeeping(EditOption.FEATURE_REUSE, "1");
            requireForKeeping(EditOption.INVERSION_PROMPT, Choice.word(InversionPrompt.SOURCE));
            requireForKeeping(EditOption.INVERSION_TEMPORAL, Choice.word(Switch.ON));
        }
        return keeps;
    }

    private void requireForKeeping(EditOption option, String needed) {
        if (!value(option).equals(needed)) {
            problems.add(new Problem(
                    "the source's features cannot be kept from such an inversion",
                    option.flag(),
                    "\"" + needed + "\" beside " + EditOption.KEEP_FEATURES.flag() + " on",
                    "\"" + value(option) + "\"",
                    "leave one of the two out"));
        }
    }

    private boolean tokenMerging() {
        TokenMerging asked = choice(EditOption.TOKEN_MERGING, TokenMerging.class);
        return asked == TokenMerging.ON
                || asked == TokenMerging.AUTO
                        && choice(EditOption.QUALITY, Quality.class).mergesTokens();
    }

    private TemporalSettings temporal() {
        return new TemporalSettings(
                choice(EditOption.SWCFA, TemporalSettings.Placement.class),
                (int) whole(EditOption.SWCFA_WINDOW),
                choice(EditOption.SWCFA_LAYERS, TemporalSettings.WindowLayers.class),
                choice(EditOption.TTA, TemporalSettings.PathLayers.class),
                choice(EditOption.TTA_QUERY, TemporalSettings.PathQuery.class),
                choice(EditOption.TTA_ORDER, TemporalSettings.PathOrder.class),
                choice(EditOption.TTA_OCCLUSION, Switch.class).isOn(),
                tokenMerging(),
                whole(EditOption.SEED));
    }

    private String text(EditOption option) {
        String value = value(option);
        int most = ((Text) option.kind()).mostCharacters();
        if (value.length() > most) {
            refuse(option, "%,d characters".formatted(value.length()));
        }
        return value;
    }

    private double tauApp() {
        ChoiceOrReal kind = (ChoiceOrReal) EditOption.EDIT.kind();
        Double named = TAU_APP.get(value(EditOption.EDIT));
        return named != null ? named : real(EditOption.EDIT, kind.least(), kind.most());
    }

    private InjectionSchedule schedule() {
        InjectionSchedule asked = choice(EditOption.SCHEDULE, InjectionSchedule.class);
        if (asked != InjectionSchedule.AUTO) {
            return asked;
        }
        boolean masaCtrl = value(EditOption.PRESERVATION).equals(Choice.word(PreservationProfile.MASACTRL));
        // Layout is decided in the first steps: a shape edit is left alone there and held back later.
        boolean shape = value(EditOption.EDIT).equals("shape");
        return shape || masaCtrl ? InjectionSchedule.SUFFIX : InjectionSchedule.PREFIX;
    }

    private double real(EditOption option) {
        Real kind = (Real) option.kind();
        return real(option, kind.least(), kind.most());
    }

    private double real(EditOption option, double least, double most) {
        try {
            double number = Double.parseDouble(value(option));
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        refuse(option);
        return least;
    }

    private long whole(EditOption option) {
        Whole kind = (Whole) option.kind();
        try {
            long number = Long.parseLong(value(option));
            if (number >= kind.least() && number <= kind.most()) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number out of range.
        }
        refuse(option);
        return kind.least();
    }

    private <E extends Enum<E>> E choice(EditOption option, Class<E> type) {
        E[] constants = type.getEnumConstants();
        return Arrays.stream(constants)
                .filter(constant -> Choice.word(constant).equals(value(option)))
                .findFirst()
                .orElseGet(() -> {
                    refuse(option);
                    return constants[0];
                });
    }

    private WorkingSize workingSize() {
        String value = value(EditOption.WORKING_SIZE);
        Matcher size = SIZE.matcher(value);
        WorkingSize result = WorkingSize.AUTO;
        if (size.matches()) {
            result = new WorkingSize(Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)), 0);
        } else if (SHORT_SIDE.matcher(value).matches()) {
            result = new WorkingSize(0, 0, Integer.parseInt(value));
        } else if (!value.equals("auto")) {
            refuse(EditOption.WORKING_SIZE);
            return result;
        }
        int longest = Math.max(Math.max(result.width(), result.height()), result.shortSide());
        boolean empty =
                !value.equals("auto") && (longest == 0 || size.matches() && result.width() * result.height() == 0);
        if (empty || longest > LONGEST_SIDE) {
            refuse(EditOption.WORKING_SIZE);
        }
        return result;
    }

    /** Empty for {@code auto}, and for what is refused. */
    private OptionalLong bytes(EditOption option) {
        Bytes kind = (Bytes) option.kind();
        if (kind.mayBeAuto() && value(option).equals("auto")) {
            return OptionalLong.empty();
        }
        Matcher matcher = BYTES.matcher(value(option));
        if (!matcher.matches() || bytes(matcher) < kind.least()) {
            refuse(option);
            return OptionalLong.empty();
        }
        return OptionalLong.of(bytes(matcher));
    }

    private static long bytes(Matcher matcher) {
        int power = "KMGT".indexOf(matcher.group(2).toUpperCase(Locale.ROOT)) + 1;
        double unit = Math.pow(
                matcher.group(3).isEmpty() ? 1000 : 1024, matcher.group(2).isEmpty() ? 0 : power);
        return (long) (Double.parseDouble(matcher.group(1)) * unit);
    }

    private String value(EditOption option) {
        return values.getOrDefault(option.key(), option.defaultValue());
    }

    private void refuse(EditOption option) {
        refuse(option, "\"" + value(option) + "\"");
    }

    private void refuse(EditOption option, String found) {
        problems.add(new Problem(
                "the value is not allowed",
                option.flag(),
                option.kind().expected(),
                found,
                "give another value or leave the option out for its default \"" + option.defaultValue() + "\""));
    }

    private void refuseKey(String key) {
        String known = Arrays.stream(EditOption.values()).map(EditOption::key).collect(Collectors.joining(", "));
        problems.add(
                new Problem("the setting is unknown", key, "one of " + known, "\"" + key + "\"", "correct its name"));
    }
}
