package io.diffferv.engine.tensor;

import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValue;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;

/**
 * Calls a TorchScript function so that its derivative can be had. DJL runs every function of a script in libtorch's
 * inference mode except {@code forward} of a model in training, which takes tensors only; its native method itself would
 * do so for any function, but is not public.
 */
final class RecordedCall {
    private static final String LIBRARY = "ai.djl.pytorch.jni.PyTorchLibrary";

    private final PtSymbolBlock module;
    private final Object library;
    private final Method run;
    private final Constructor<IValue> result;

    RecordedCall(PtSymbolBlock module) {
        this.module = module;
        try {
            Class<?> type = Class.forName(LIBRARY);
            Field instance = type.getDeclaredField("LIB");
            instance.setAccessible(true);
            this.library = instance.get(null);
            this.run = type.getDeclaredMethod(
                    "moduleRunMethod", long.class, String.class, long[].class, boolean.class, boolean.class);
            run.setAccessible(true);
            this.result = IValue.class.getDeclaredConstructor(long.class);
            result.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this is not DJL 0.35.1", e);
        }
    }

    /** @return the caller's to close */
    IValue run(String function, IValue... arguments) {
        long[] handles = Arrays.stream(arguments).mapToLong(IValue::getHandle).toArray();
        boolean training = true;
        boolean ownStream = false;
        try {
            return result.newInstance(run.invoke(library, module.getHandle(), function, handles, training, ownStream));
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
