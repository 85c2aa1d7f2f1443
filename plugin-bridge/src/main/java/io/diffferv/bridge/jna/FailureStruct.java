package io.diffferv.bridge.jna;

import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;

/** {@code struct diffferv_failure}. */
@FieldOrder({"code", "sentence"})
public final class FailureStruct extends Structure {
    /** Bytes of a sentence and its end. */
    public static final int SENTENCE = 1020;

    public int code;
    public byte[] sentence = new byte[SENTENCE];

    private FailureStruct(Pointer failure) {
        super(failure);
    }

    /** Says that nothing failed; as cheap as can be, since every call does it. */
    public static void clear(Pointer failure) {
        failure.setInt(0, 0);
        failure.setByte(Integer.BYTES, (byte) 0);
    }

    /** Writes a failure; a sentence that is too long ends after its last whole character. */
    public static void write(Pointer failure, int code, String sentence) {
        FailureStruct struct = new FailureStruct(failure);
        struct.code = code;
        ByteBuffer bytes = ByteBuffer.wrap(struct.sentence, 0, SENTENCE - 1);
        StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(sentence), bytes, true);
        struct.write();
    }
}
