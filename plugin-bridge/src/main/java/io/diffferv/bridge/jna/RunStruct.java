package io.diffferv.bridge.jna;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.Structure;
import com.sun.jna.Structure.FieldOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** {@code struct diffferv_run}, read once. */
@FieldOrder({"settings", "width", "height", "depth", "lead", "own", "trail", "first"})
public final class RunStruct extends Structure {
    public Pointer settings;
    public int width;
    public int height;
    public int depth;
    public int lead;
    public int own;
    public int trail;
    public long first;

    public RunStruct(Pointer run) {
        super(run);
        read();
    }

    /** The filter's properties, by name. */
    public Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        for (long at = 0; text(at) != null; at += 2L * Native.POINTER_SIZE) {
            properties.put(text(at), text(at + Native.POINTER_SIZE));
        }
        return properties;
    }

    private String text(long offset) {
        Pointer text = settings.getPointer(offset);
        return text == null ? null : text.getString(0, StandardCharsets.UTF_8.name());
    }
}
