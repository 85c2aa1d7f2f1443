package io.diffferv.engine.edit;

import io.diffferv.engine.failure.EditException;
import io.diffferv.engine.failure.FailureCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.commons.pool2.BaseKeyedPooledObjectFactory;
import org.apache.commons.pool2.PooledObject;
import org.apache.commons.pool2.impl.DefaultPooledObject;
import org.apache.commons.pool2.impl.GenericKeyedObjectPool;
import org.apache.commons.pool2.impl.GenericKeyedObjectPoolConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Loaded pipelines, one for each model, device and precision: a card or a machine's cores do one chunk at a time.
 * Callers wait for their turn. A pipeline that failed is destroyed and its memory returned, since nobody knows what
 * state it is in; the next caller gets a fresh one.
 */
public final class EnginePool implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnginePool.class);

    private final GenericKeyedObjectPool<PipelineKey, EditPipeline> pool;
    private final int mostLoaded;

    /**
     * Callers wait here and never inside the pool, which answers a full house by unloading what was just handed back
     * and loading it again.
     */
    private final Map<PipelineKey, Semaphore> turns = new ConcurrentHashMap<>();

    private final Semaphore places;

    /** @param mostLoaded pipelines loaded at once, busy or kept for the next call */
    public EnginePool(int mostLoaded) {
        GenericKeyedObjectPoolConfig<EditPipeline> config = new GenericKeyedObjectPoolConfig<>();
        config.setMaxTotalPerKey(1);
        config.setMaxIdlePerKey(1);
        config.setJmxEnabled(false);
        this.pool = new GenericKeyedObjectPool<>(new Factory(), config);
        this.mostLoaded = mostLoaded;
        this.places = new Semaphore(mostLoaded, true);
    }

    /**
     * Borrows a pipeline, loading it when it is not there, and takes it back.
     *
     * @throws EditException what loading or {@code work} throws
     */
    public <R> R with(PipelineKey key, Function<EditPipeline, R> work) {
        Semaphore turn = turns.computeIfAbsent(key, each -> new Semaphore(1, true));
        turn.acquireUninterruptibly();
        places.acquireUninterruptibly();
        try {
            makeRoom(key);
            return worked(key, borrow(key), work);
        } finally {
            places.release();
            turn.release();
        }
    }

    /** Unloads idle pipelines until one more fits. */
    private synchronized void makeRoom(PipelineKey key) {
        int busy = mostLoaded - places.availablePermits();
        while (pool.getNumIdle(key) == 0 && pool.getNumIdle() > 0 && busy + pool.getNumIdle() > mostLoaded) {
            pool.clearOldest();
        }
    }

    private <R> R worked(PipelineKey key, EditPipeline pipeline, Function<EditPipeline, R> work) {
        boolean healthy = false;
        try {
            R result = work.apply(pipeline);
            healthy = true;
            return result;
        } catch (EditException e) {
            // Between two steps a pipeline holds nothing of the chunk, so that stopping there does it no harm.
            healthy = e.code() == FailureCode.CANCELLED;
            throw e;
        } finally {
            if (healthy) {
                pool.returnObject(key, pipeline);
            } else {
                discard(key, pipeline);
            }
        }
    }

    private EditPipeline borrow(PipelineKey key) {
        try {
            return pool.borrowObject(key);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("no pipeline for " + key, e);
        }
    }

    private void discard(PipelineKey key, EditPipeline pipeline) {
        try {
            pool.invalidateObject(key, pipeline);
        } catch (Exception e) {
            // Thrown on from here, it would hide why the pipeline failed.
            LOG.warn("A failed pipeline of {} could not be discarded.", key, e);
        }
    }

    /** Pipelines loaded now. */
    public int loaded() {
        return pool.getNumIdle() + pool.getNumActive();
    }

    @Override
    public void close() {
        pool.close();
    }

    private static final class Factory extends BaseKeyedPooledObjectFactory<PipelineKey, EditPipeline> {
        @Override
        public EditPipeline create(PipelineKey key) {
            return EditPipeline.load(key);
        }

        @Override
        public PooledObject<EditPipeline> wrap(EditPipeline pipeline) {
            return new DefaultPooledObject<>(pipeline);
        }

        @Override
        public void destroyObject(PipelineKey key, PooledObject<EditPipeline> pooled) {
            pooled.getObject().close();
        }
    }
}
