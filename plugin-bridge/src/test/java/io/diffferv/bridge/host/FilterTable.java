package io.diffferv.bridge.host;

import com.sun.jna.Callback;
import com.sun.jna.CallbackReference;
import com.sun.jna.Function;
import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import io.diffferv.bridge.jna.EngineTable;
import io.diffferv.bridge.jna.EngineTable.RunListener;
import io.diffferv.bridge.jna.FailureStruct;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** The filter's side of the table, played by a test: calls go through native function pointers, as they do from C. */
final class FilterTable {
    interface Log extends Callback {
        void invoke(int level, Pointer line);
    }

    private static final int FUNCTIONS = 8;
    private static final int FAILURE = Integer.BYTES + FailureStruct.SENTENCE;

    final List<String> said = new CopyOnWriteArrayList<>();
    private final Log log = (level, line) -> said.add(level + " " + line.getString(0, "UTF-8"));
    private final Memory memory = new Memory(FUNCTIONS + 7L * Native.POINTER_SIZE);
    private EngineTable callbacks;
    final Memory failure = new Memory(FAILURE);

    FilterTable(int abi) {
        memory.clear();
        memory.setInt(0, abi);
        memory.setPointer(FUNCTIONS, CallbackReference.getFunctionPointer(log));
    }

    long address() {
        return Pointer.nativeValue(memory);
    }

    /** Fills in an engine as {@link Host} does, which does it only once in a process. */
    FilterTable with(HostedEngine engine) {
        callbacks = new EngineTable(memory);
        new FilterCalls(engine).fillIn(callbacks);
        return this;
    }

    long open(Map<String, String> settings, RgbaPixels pixels, int lead, int own, int trail, long first) {
        Memory pairs = new Memory((2L * settings.size() + 1) * Native.POINTER_SIZE);
        List<Memory> texts = settings.entrySet().stream()
                .flatMap(entry -> List.of(text(entry.getKey()), text(entry.getValue())).stream())
                .toList();
        for (int i = 0; i < texts.size(); i++) {
            pairs.setPointer((long) i * Native.POINTER_SIZE, texts.get(i));
        }
        pairs.setPointer((long) texts.size() * Native.POINTER_SIZE, null);
        Memory run = new Memory(Native.POINTER_SIZE + 6L * Integer.BYTES + Long.BYTES);
        run.setPointer(0, pairs);
        int[] numbers = {pixels.width(), pixels.height(), pixels.depth(), lead, own, trail};
        run.write(Native.POINTER_SIZE, numbers, 0, numbers.length);
        run.setLong(Native.POINTER_SIZE + 6L * Integer.BYTES, first);
        return function(1).invokeLong(new Object[] {run, failure});
    }

    int frame(long run, ByteBuffer pixels) {
        return function(2).invokeInt(new Object[] {run, pixels, failure});
    }

    int edit(long run, RunListener listener) {
        return function(3).invokeInt(new Object[] {run, listener, Pointer.NULL, failure});
    }

    int compose(long run, long before, long after, int index, double strength, ByteBuffer pixels) {
        return function(4).invokeInt(new Object[] {run, before, after, index, strength, pixels, failure});
    }

    void close(long run) {
        function(5).invokeVoid(new Object[] {run});
    }

    void stop() {
        function(6).invokeVoid(new Object[0]);
    }

    int code() {
        return failure.getInt(0);
    }

    String sentence() {
        return failure.getString(Integer.BYTES, "UTF-8");
    }

    private Function function(int index) {
        return Function.getFunction(memory.getPointer(FUNCTIONS + (long) index * Native.POINTER_SIZE));
    }

    private static Memory text(String value) {
        byte[] bytes = (value + '\0').getBytes(StandardCharsets.UTF_8);
        Memory text = new Memory(bytes.length);
        text.write(0, bytes, 0, bytes.length);
        return text;
    }
}
