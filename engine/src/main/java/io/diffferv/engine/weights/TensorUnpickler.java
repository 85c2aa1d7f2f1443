package io.diffferv.engine.weights;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.razorvine.pickle.IObjectConstructor;
import net.razorvine.pickle.Opcodes;
import net.razorvine.pickle.PickleException;
import net.razorvine.pickle.PickleUtils;
import net.razorvine.pickle.Unpickler;

/**
 * Reads the pickle of a PyTorch archive and nothing else. A pickle is a program; this one may build containers, numbers
 * and text, name the eleven things listed here, and call three of them, which make tensors. Every other name, and every
 * opcode by which something could be called in another way, is refused before anything is built from it: the library's
 * own table of constructors is never asked.
 */
final class TensorUnpickler extends Unpickler {
    private static final Map<String, Object> NAMES = Map.ofEntries(
            Map.entry("collections.OrderedDict", (IObjectConstructor) TensorUnpickler::orderedDict),
            Map.entry("torch._utils._rebuild_tensor_v2", (IObjectConstructor) TensorUnpickler::tensor),
            Map.entry("torch._utils._rebuild_parameter", (IObjectConstructor) TensorUnpickler::parameter),
            Map.entry("torch.FloatStorage", TensorType.F32),
            Map.entry("torch.HalfStorage", TensorType.F16),
            Map.entry("torch.BFloat16Storage", TensorType.BF16),
            Map.entry("torch.DoubleStorage", TensorType.F64),
            Map.entry("torch.LongStorage", TensorType.I64),
            Map.entry("torch.IntStorage", TensorType.I32),
            Map.entry("torch.ByteStorage", TensorType.U8),
            Map.entry("torch.BoolStorage", TensorType.BOOL));

    /** The pickle asked for something that is not allowed. */
    static final class Refused extends PickleException {
        private static final long serialVersionUID = 1L;

        Refused(String what) {
            super(what);
        }
    }

    @Override
    protected Object dispatch(short opcode) throws IOException {
        switch (opcode) {
            case Opcodes.GLOBAL -> {
                String module = PickleUtils.readline(input);
                pushNamed(module, PickleUtils.readline(input));
            }
            case Opcodes.STACK_GLOBAL -> {
                Object name = stack.pop();
                pushNamed(stack.pop(), name);
            }
            case Opcodes.BUILD -> dropAttributes();
            case Opcodes.PROTO,
                    Opcodes.FRAME,
                    Opcodes.STOP,
                    Opcodes.MARK,
                    Opcodes.POP,
                    Opcodes.POP_MARK,
                    Opcodes.DUP,
                    Opcodes.PUT,
                    Opcodes.BINPUT,
                    Opcodes.LONG_BINPUT,
                    Opcodes.MEMOIZE,
                    Opcodes.GET,
                    Opcodes.BINGET,
                    Opcodes.LONG_BINGET,
                    Opcodes.NONE,
                    Opcodes.NEWTRUE,
                    Opcodes.NEWFALSE,
                    Opcodes.INT,
                    Opcodes.BININT,
                    Opcodes.BININT1,
                    Opcodes.BININT2,
                    Opcodes.LONG,
                    Opcodes.LONG1,
                    Opcodes.FLOAT,
                    Opcodes.BINFLOAT,
                    Opcodes.BINUNICODE,
                    Opcodes.SHORT_BINUNICODE,
                    Opcodes.EMPTY_TUPLE,
                    Opcodes.TUPLE,
                    Opcodes.TUPLE1,
                    Opcodes.TUPLE2,
                    Opcodes.TUPLE3,
                    Opcodes.EMPTY_LIST,
                    Opcodes.APPEND,
                    Opcodes.APPENDS,
                    Opcodes.EMPTY_DICT,
                    Opcodes.SETITEM,
                    Opcodes.SETITEMS,
                    // Both reach only what pushNamed and persistentLoad allow.
                    Opcodes.REDUCE,
                    Opcodes.BINPERSID -> {
                return super.dispatch(opcode);
            }
            default -> throw new Refused("opcode 0x%02x".formatted(opcode));
        }
        return NO_RETURN_VALUE;
    }

    private void pushNamed(Object module, Object name) {
        String full = module + "." + name;
        Object allowed = NAMES.get(full);
        if (allowed == null) {
            throw new Refused(full);
        }
        stack.add(allowed);
    }

    // An OrderedDict carries its modules' versions as attributes, which weights do not need. The library would call a
    // method of the target by reflection.
    private void dropAttributes() {
        stack.pop();
        if (!(stack.peek() instanceof LinkedHashMap)) {
            throw new Refused("state of something other than an OrderedDict");
        }
    }

    /** A storage, pickled as ("storage", type, key, device, number of elements). */
    @Override
    protected Object persistentLoad(Object id) {
        if (id instanceof Object[] parts
                && parts.length == 5
                && "storage".equals(parts[0])
                && parts[1] instanceof TensorType type
                && parts[2] instanceof String key) {
            return new TorchTensor.Storage(type, key, wholeNumber(parts[4]));
        }
        throw new Refused("persistent id " + (id instanceof Object[] parts ? Arrays.toString(parts) : id));
    }

    private static Object orderedDict(Object[] arguments) {
        if (arguments.length != 0) {
            throw new Refused("an OrderedDict that is not filled item by item");
        }
        return new LinkedHashMap<>();
    }

    /** Arguments: storage, offset, size, stride, and three that concern training. */
    private static Object tensor(Object[] arguments) {
        if (arguments.length < 4 || !(arguments[0] instanceof TorchTensor.Storage storage)) {
            throw new Refused("a tensor without a storage");
        }
        return new TorchTensor(
                storage, wholeNumber(arguments[1]), wholeNumbers(arguments[2]), wholeNumbers(arguments[3]));
    }

    /** Arguments: the tensor, and two that concern training. */
    private static Object parameter(Object[] arguments) {
        if (arguments.length < 1 || !(arguments[0] instanceof TorchTensor)) {
            throw new Refused("a parameter without a tensor");
        }
        return arguments[0];
    }

    private static List<Long> wholeNumbers(Object tuple) {
        if (tuple instanceof Object[] numbers) {
            return Arrays.stream(numbers).map(TensorUnpickler::wholeNumber).toList();
        }
        throw new Refused("a size that is no tuple");
    }

    private static long wholeNumber(Object number) {
        if (number instanceof Integer || number instanceof Long) {
            return ((Number) number).longValue();
        }
        throw new Refused("a size or place that is no whole number");
    }
}
