package io.diffferv.engine.cache;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/** One of several processes that use a store at once; ends with a status other than 0 when it reads a wrong byte. */
final class StoreUser {
    static final int KEYS = 12;
    static final int ENTRY_BYTES = 20_000;

    private StoreUser() {}

    public static void main(String[] arguments) {
        use(new ContentStore(Path.of(arguments[0]), Long.parseLong(arguments[1])), Long.parseLong(arguments[2]));
    }

    /** Puts and gets entries in random order; the bytes of each follow from its key. */
    static void use(ContentStore store, long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            int number = random.nextInt(KEYS);
            if (random.nextBoolean()) {
                store.put(key(number), out -> out.write(content(number)));
            } else {
                store.get(key(number)).ifPresent(found -> requireEqual(found, number));
            }
        }
    }

    static String key(int number) {
        return "%064x".formatted(number);
    }

    static byte[] content(int number) {
        byte[] content = new byte[ENTRY_BYTES];
        Arrays.fill(content, (byte) number);
        return content;
    }

    private static void requireEqual(ByteBuffer found, int number) {
        if (!found.equals(ByteBuffer.wrap(content(number)))) {
            throw new IllegalStateException("entry " + number + " has other bytes");
        }
    }
}
