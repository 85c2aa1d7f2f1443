package io.diffferv.bridge.farm;

/**
 * What says that a chunk is finished, beside its file.
 *
 * @param key of the plan
 * @param i number of the chunk
 * @param sha256 of its file, which is part of the file's name
 * @param pixels {@link Sha256} of its decoded samples
 * @param edited frames that were edited: all of a clip's
 * @param unchanged frames that effects of a project let pass as they were told
 * @param conditions {@link Computing#conditions} of the task
 * @param device {@link Computing#describe} of the task
 * @param by machine and process, to be told apart by people; nothing depends on it
 * @param gpu cards the task was given, empty for none
 */
record Marker(
        String key,
        int i,
        String sha256,
        long bytes,
        String pixels,
        long frames,
        long edited,
        long unchanged,
        String conditions,
        String device,
        String by,
        String gpu,
        double seconds) {
    String fileName() {
        return "%05d-%s.mkv".formatted(i, sha256);
    }
}
