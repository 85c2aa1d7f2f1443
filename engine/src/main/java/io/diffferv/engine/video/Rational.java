package io.diffferv.engine.video;

import org.bytedeco.ffmpeg.avutil.AVRational;

/** An exact fraction as video files use it for rates, time bases and aspect ratios; 0/1 stands for "unknown". */
public record Rational(int num, int den) {
    public static final Rational UNKNOWN = new Rational(0, 1);

    public boolean known() {
        return num > 0 && den > 0;
    }

    public double toDouble() {
        return (double) num / den;
    }

    @Override
    public String toString() {
        return num + "/" + den;
    }

    static Rational of(AVRational value) {
        return value.num() <= 0 || value.den() <= 0 ? UNKNOWN : new Rational(value.num(), value.den());
    }

    /** A native copy, owned by the caller's pointer scope or by the garbage collector. */
    AVRational toNative() {
        return new AVRational().num(num).den(den);
    }
}
