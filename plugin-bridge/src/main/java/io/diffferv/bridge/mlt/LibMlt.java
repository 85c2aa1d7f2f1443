package io.diffferv.bridge.mlt;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.util.Map;

/** What a render needs of {@code libmlt-7}, by the names of its headers; text is UTF-8. */
interface LibMlt extends Library {
    /** {@code MLT_LOG_WARNING} of mlt_log.h: services that do not load are told at this level and above. */
    int LOG_WARNING = 24;

    /** Of the library's first ABI; Debian's development package is not needed. */
    static LibMlt load() {
        return Native.load("libmlt-7.so.7", LibMlt.class, Map.of(OPTION_STRING_ENCODING, "UTF-8"));
    }

    /** {@code mlt_listener}; its third argument is left in its register. */
    interface Listener extends Callback {
        void heard(Pointer owner, Pointer self);
    }

    Pointer mlt_factory_init(String folder);

    Pointer mlt_repository_producers(Pointer repository);

    Pointer mlt_repository_filters(Pointer repository);

    Pointer mlt_repository_transitions(Pointer repository);

    Pointer mlt_repository_links(Pointer repository);

    Pointer mlt_global_properties();

    void mlt_log_set_level(int level);

    Pointer mlt_profile_init(String name);

    void mlt_profile_close(Pointer profile);

    Pointer mlt_factory_producer(Pointer profile, String service, Pointer resource);

    Pointer mlt_factory_consumer(Pointer profile, String service, String target);

    Pointer mlt_producer_service(Pointer producer);

    Pointer mlt_producer_cut(Pointer producer, int in, int out);

    int mlt_producer_get_playtime(Pointer producer);

    int mlt_producer_seek(Pointer producer, int position);

    void mlt_producer_close(Pointer producer);

    int mlt_consumer_connect(Pointer consumer, Pointer producerService);

    Pointer mlt_consumer_properties(Pointer consumer);

    int mlt_consumer_start(Pointer consumer);

    int mlt_consumer_stop(Pointer consumer);

    void mlt_consumer_close(Pointer consumer);

    int mlt_properties_set(Pointer properties, String name, String value);

    String mlt_properties_get(Pointer properties, String name);

    long mlt_properties_get_int64(Pointer properties, String name);

    Pointer mlt_properties_get_data(Pointer properties, String name, Pointer length);

    Pointer mlt_events_listen(Pointer properties, Pointer self, String id, Listener listener);
}
