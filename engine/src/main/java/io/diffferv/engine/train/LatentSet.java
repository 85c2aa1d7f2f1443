package io.diffferv.engine.train;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import io.diffferv.engine.failure.Problem;
import io.diffferv.engine.video.RgbImage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;

/** The latents of a {@link PictureSet}, each picture in several placements, made once and kept on disk. */
final class LatentSet implements AutoCloseable {
    private final LatentFile file;
    private final int variants;
    private final List<Long> firstRecords = new ArrayList<>();
    private final List<String> captions = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    private LatentSet(LatentFile file, int variants) {
        this.file = file;
        this.variants = variants;
    }

    /**
     * Makes the latents that the file does not hold yet.
     *
     * @param variants placements of each picture; the only one of 1 is centred
     * @param made told after each picture, how many there have been; throws to stop
     * @throws EditException with {@link FailureCode#BAD_INPUT} when no picture can be read
     */
    static LatentSet make(
            Path file,
            Path place,
            TrainedModel model,
            SpecializationSettings settings,
            int variants,
            LongConsumer made) {
        try (PictureSet pictures = PictureSet.open(place)) {
            List<Picture> all = pictures.pictures();
            LatentSet set = new LatentSet(
                    LatentFile.open(file, identity(all, model, settings, variants), model.latentCount(settings.size())),
                    variants);
            try {
                set.unreadable.addAll(pictures.uncaptioned());
                for (int i = 0; i < all.size(); i++) {
                    set.add(all.get(i), (long) i * variants, model, settings);
                    made.accept(i + 1);
                }
                if (set.captions.isEmpty()) {
                    throw new EditException(
                            FailureCode.BAD_INPUT,
                            new Problem(
                                    "no picture can be read",
                                    place.toString(),
                                    "JPEG, PNG, WebP or BMP files",
                                    all.size() + " files that are none of these, or damaged",
                                    "check the files"));
                }
                return set;
            } catch (RuntimeException e) {
                set.close();
                throw e;
            }
        }
    }

    private void add(Picture picture, long first, TrainedModel model, SpecializationSettings settings) {
        RgbImage decoded = null;
        for (int variant = 0; variant < variants; variant++) {
            if (file.find(first + variant).isEmpty()) {
                decoded = decoded == null ? picture.decode().orElse(null) : decoded;
                if (decoded == null) {
                    unreadable.add(picture.name());
                    return;
                }
                Placement placement = variants == 1
                        ? Placement.CENTRED
                        : Placement.random(
                                Draw.of(settings.seed(), Draw.Purpose.PLACEMENT, first + variant),
                                settings.leastScale());
                file.keep(first + variant, model.latents(placement.place(decoded, settings.size())));
            }
        }
        firstRecords.add(first);
        captions.add(picture.caption());
    }

    /** Pictures that could be read. */
    int size() {
        return captions.size();
    }

    int variants() {
        return variants;
    }

    String caption(int picture) {
        return captions.get(picture);
    }

    /** @return scaled, {@code [4, size / 8, size / 8]}, row-major, the caller's */
    float[] latents(int picture, int variant) {
        Optional<float[]> found = file.find(firstRecords.get(picture) + variant);
        return found.orElseThrow(() -> new IllegalStateException("latents vanished from the disk"));
    }

    /** Names of pictures that were left out: damaged, or without a caption. */
    List<String> skipped() {
        return List.copyOf(unreadable);
    }

    @Override
    public void close() {
        file.close();
    }

    private static String identity(
            List<Picture> pictures, TrainedModel model, SpecializationSettings settings, int variants) {
        StringBuilder files = new StringBuilder();
        pictures.forEach(picture -> files.append(picture.name())
                .append('\n')
                .append(picture.content().stamp())
                .append('\n'));
        return "model %s, size %d, variants %d, least scale %s, seed %d, files %s%n"
                .formatted(
                        model.folder().contentHash(),
                        settings.size(),
                        variants,
                        settings.leastScale(),
                        settings.seed(),
                        UUID.nameUUIDFromBytes(files.toString().getBytes(StandardCharsets.UTF_8)));
    }
}
