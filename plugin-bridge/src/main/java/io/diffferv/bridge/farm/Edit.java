package io.diffferv.bridge.farm;

import io.diffferv.engine.edit.EditSettings;
import java.nio.file.Path;

/**
 * One edit that is part of a plan: a clip's own, or an effect's in a project.
 *
 * @param model folder in diffusers layout
 */
record Edit(Path model, EditSettings settings) {}
