package io.diffferv.bridge.cli;

import io.diffferv.bridge.folders.ModelLookup;
import io.diffferv.engine.edit.EditOption;
import io.diffferv.engine.edit.EditOption.Audience;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The engine's declared edit options as options of a command: nothing is declared here a second time. */
final class EditOptions {
    private EditOptions() {}

    /** Gives the command every edit option except some that would mean nothing to it. */
    static void addTo(CommandSpec command, Set<EditOption> meaningless) {
        for (Audience audience : Audience.values()) {
            ArgGroupSpec.Builder group = ArgGroupSpec.builder()
                    .validate(false)
                    .exclusive(false)
                    .order(audience.ordinal() + 1)
                    .heading(audience == Audience.EDITOR ? "%nThe edit:%n" : "%nFor experts:%n");
            Arrays.stream(EditOption.values())
                    .filter(option -> option.audience() == audience && !meaningless.contains(option))
                    .map(EditOptions::spec)
                    .forEach(group::addArg);
            command.addArgGroup(group.build());
        }
    }

    /**
     * The values that were given, by {@link EditOption#key}; the command line goes before the settings file.
     *
     * @param settings null for none
     */
    static Map<String, String> read(ParseResult parsed, Path settings) {
        Map<String, String> values = new LinkedHashMap<>(settings == null ? Map.of() : SettingsFile.read(settings));
        for (EditOption option : EditOption.values()) {
            if (parsed.hasMatchedOption(option.flag())) {
                values.put(option.key(), parsed.matchedOptionValue(option.flag(), ""));
            }
        }
        String model = values.getOrDefault(EditOption.MODEL.key(), EditOption.MODEL.defaultValue());
        values.put(
                EditOption.MODEL.key(), ModelLookup.ofThisMachine().find(model).toString());
        return values;
    }

    private static OptionSpec spec(EditOption option) {
        return OptionSpec.builder(option.flag())
                .type(String.class)
                .paramLabel("VALUE")
                .order(option.ordinal())
                .description(describe(option).replace("%", "%%"))
                .build();
    }

    /** Help, what is accepted, and the default, in one line. */
    static String describe(EditOption option) {
        String preset = option.defaultValue().isEmpty() ? "none" : option.defaultValue();
        return "%s Expects %s; default: %s."
                .formatted(option.help(), option.kind().expected(), preset);
    }
}
