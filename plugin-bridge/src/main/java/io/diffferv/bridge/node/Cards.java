package io.diffferv.bridge.node;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which worker computes on which GPU. */
public final class Cards {
    private static final String VISIBLE = "CUDA_VISIBLE_DEVICES";
    private static final int MOST = 64;

    private Cards() {}

    /**
     * The environment of each worker: one card each, and the first card again once every card has its worker.
     *
     * @param visible what CUDA_VISIBLE_DEVICES says, as a scheduler sets it: empty for no card; null where it is not set
     * @param devices folder of the machine's devices, asked only then
     * @param workers how many; 0 for one on each card, or one without a card
     */
    public static List<Map<String, String>> share(String visible, Path devices, int workers) {
        List<String> cards = visible == null ? present(devices) : List.of(visible.split("\\s*,\\s*"));
        List<Map<String, String>> environments = new ArrayList<>();
        for (int i = 0; i < (workers == 0 ? Math.max(1, cards.size()) : workers); i++) {
            environments.add(cards.isEmpty() ? Map.of() : Map.of(VISIBLE, cards.get(i % cards.size())));
        }
        return environments;
    }

    private static List<String> present(Path devices) {
        List<String> cards = new ArrayList<>();
        for (int card = 0; card < MOST; card++) {
            if (Files.exists(devices.resolve("nvidia" + card))) {
                cards.add(String.valueOf(cards.size()));
            }
        }
        return cards;
    }
}
