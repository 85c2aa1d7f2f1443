package io.diffferv.engine.cache;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ContentHashTest {
    /** Digest of the bytes that the class's description names, by Python 3.11's hashlib. */
    @Test
    void isSha256OverNamesKindsLengthsAndValues() {
        // python3 -c "import hashlib,struct as s;f=lambda n,k,v:s.pack('>I',len(n))+n+k+s.pack('>Q',len(v))+v;
        // print(hashlib.sha256(f(b'kind',b's',b'test-1')+f(b'steps',b'l',s.pack('>q',50))).hexdigest())"
        assertThat(new ContentHash("test-1").with("steps", 50).hex())
                .isEqualTo("34c6d94993b3410dd1eed3e386581fe8c681726edfd0e628be02bbb2701ad88c");
    }

    @Test
    void tellsKindsFieldsAndPlacesApart() {
        assertThat(hash().with("a", 1L).hex())
                .isNotEqualTo(hash().with("a", 1.0).hex())
                .isNotEqualTo(hash().with("b", 1L).hex())
                .isNotEqualTo(hash().with("a", "1").hex())
                .isNotEqualTo(hash().with("a", true).hex())
                .isNotEqualTo(new ContentHash("other").with("a", 1L).hex());
        assertThat(hash().with("a", "bc").with("d", "").hex())
                .isNotEqualTo(hash().with("a", "b").with("cd", "").hex())
                .isNotEqualTo(hash().with("d", "").with("a", "bc").hex());
    }

    @Test
    void readsBuffersFromPositionToLimitAndLeavesThem() {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[] {9, 1, 2, 9}).position(1).limit(3);
        assertThat(hash().with("x", bytes).hex())
                .isEqualTo(hash().with("x", ByteBuffer.wrap(new byte[] {1, 2})).hex());
        assertThat(bytes.remaining()).isEqualTo(2);
    }

    @Property(tries = 200)
    void differentFieldsHaveDifferentHashes(
            @ForAll @Size(max = 4) Map<@AlphaChars @StringLength(max = 3) String, @StringLength(max = 3) String> one,
            @ForAll @Size(max = 4) Map<@AlphaChars @StringLength(max = 3) String, @StringLength(max = 3) String> two) {
        assertThat(hash(one).equals(hash(two))).isEqualTo(one.equals(two));
    }

    private static ContentHash hash() {
        return new ContentHash("test");
    }

    private static String hash(Map<String, String> fields) {
        ContentHash hash = hash();
        new TreeMap<>(fields).forEach(hash::with);
        return hash.hex();
    }
}
