package io.diffferv.engine.temporal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.diffferv.engine.flow.CheckedFlow;
import io.diffferv.engine.flow.FlowField;
import io.diffferv.engine.flow.FlowFields;
import io.diffferv.engine.flow.FlowPair;
import io.diffferv.engine.flow.TokenGridFlow;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class TrajectoriesTest {
    @Test
    void followsATranslationThroughAllFrames() {
        // Three frames of 3 x 1 tokens, the scene moving by one token to the right: what enters starts a path.
        FlowPair step = FlowFields.translation(24, 8, 8, 0);
        List<PathGroup> groups = of(List.of(step, step), 24, 8, 8, true).groups();
        assertThat(groups).extracting(PathGroup::length).containsExactly(1, 2, 3);
        assertThat(groups.get(0).tokens()).containsExactly(2, 6);
        assertThat(groups.get(1).tokens()).containsExactly(1, 5, 3, 7);
        assertThat(groups.get(2).tokens()).containsExactly(0, 4, 8);
    }

    @Test
    void keepsEveryTokenInPlaceWhenNothingMoves() {
        FlowPair still = FlowFields.translation(16, 16, 0, 0);
        List<PathGroup> groups = of(List.of(still), 16, 16, 8, true).groups();
        assertThat(groups).hasSize(1);
        assertThat(groups.get(0).tokens()).containsExactly(0, 4, 1, 5, 2, 6, 3, 7);
    }

    @Test
    void endsThePathOfAnOccludedToken() {
        // The left token's way back contradicts it, the right one is still.
        float[] there = new float[128];
        for (int p = 0; p < there.length; p++) {
            there[p] = p % 16 < 8 ? 3 : 0;
        }
        FlowPair pair = new FlowPair(new FlowField(16, 8, there, new float[128]), FlowFields.constant(16, 8, 0, 0));
        List<PathGroup> groups = of(List.of(pair), 16, 8, 8, true).groups();
        assertThat(groups.get(0).tokens()).containsExactly(0, 2);
        assertThat(groups.get(1).tokens()).containsExactly(1, 3);
    }

    @Test
    void followsOccludedTokensWhenTheCheckIsOff() {
        FlowPair contradiction = new FlowPair(FlowFields.constant(16, 8, 8, 0), FlowFields.constant(16, 8, 8, 0));
        assertThat(of(List.of(contradiction), 16, 8, 8, true).groups())
                .extracting(PathGroup::length)
                .containsExactly(1);
        assertThat(of(List.of(contradiction), 16, 8, 8, false).groups())
                .extracting(PathGroup::length)
                .containsExactly(1, 2);
    }

    @Test
    void makesPathsOfOneTokenFromASingleFrame() {
        Trajectories single = of(List.of(), 16, 8, 8, true);
        assertThat(single.frames()).isEqualTo(1);
        assertThat(single.groups()).hasSize(1);
        assertThat(single.groups().get(0).length()).isEqualTo(1);
        assertThat(single.groups().get(0).tokens()).containsExactly(0, 1);
    }

    @Test
    void givesAContestedTargetToTheMostConsistentToken() {
        float[] toTheMiddle = {1, 0, -1};
        assertThat(Trajectories.successors(grid(toTheMiddle, 0.3f, 0.2f, 0.1f), true))
                .containsExactly(-1, -1, 1);
        assertThat(Trajectories.successors(grid(toTheMiddle, 0.1f, 0.2f, 0.1f), true))
                .containsExactly(1, -1, -1);
    }

    @Test
    void dropsTargetsOutsideTheGrid() {
        assertThat(Trajectories.successors(grid(new float[] {-0.6f, 0, 0.6f}, 0, 0, 0), true))
                .containsExactly(-1, 1, -1);
    }

    @Test
    void refusesSuccessorsThatShareATokenOrLeaveTheGrid() {
        assertThatThrownBy(() -> Trajectories.ofSuccessors(2, new int[][] {{1, 1}}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Trajectories.ofSuccessors(2, new int[][] {{0, 2}}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Acceptance test I.7 on any links. */
    @Property(tries = 200)
    void everyTokenLiesOnExactlyOnePathOfConsecutiveFrames(
            @ForAll @IntRange(min = 1, max = 7) int frames,
            @ForAll @IntRange(min = 1, max = 30) int tokens,
            @ForAll long seed) {
        int[][] next = randomSuccessors(frames - 1, tokens, new Random(seed));
        Trajectories trajectories = Trajectories.ofSuccessors(tokens, next);
        assertPartition(trajectories, frames, tokens);
        for (PathGroup group : trajectories.groups()) {
            for (int i = 0; i < group.tokens().length; i++) {
                int token = group.tokens()[i];
                int frame = token / tokens;
                boolean last = i % group.length() == group.length() - 1;
                int successor = frame < frames - 1 ? next[frame][token % tokens] : Trajectories.NONE;
                assertThat(last ? successor : (frame + 1) * tokens + successor)
                        .isEqualTo(last ? Trajectories.NONE : group.tokens()[i + 1]);
            }
        }
    }

    /** Acceptance test I.7 on any flow, sensible or not. */
    @Property(tries = 100)
    void anyFlowGivesAPartition(
            @ForAll @IntRange(min = 1, max = 4) int pairs,
            @ForAll @FloatRange(min = 0, max = 30) float motion,
            @ForAll @FloatRange(min = 0, max = 4) float disagreement,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<FlowPair> clip = IntStream.range(0, pairs)
                .mapToObj(pair -> randomPair(random, motion, disagreement))
                .toList();
        assertPartition(of(clip, 24, 16, 4, true), pairs + 1, 24);
    }

    private static Trajectories of(List<FlowPair> pairs, int width, int height, int stride, boolean occlusionCheck) {
        List<CheckedFlow> flows = pairs.stream().map(CheckedFlow::of).toList();
        return Trajectories.of(flows, width, height, stride, occlusionCheck);
    }

    private static void assertPartition(Trajectories trajectories, int frames, int tokens) {
        assertThat(trajectories.frames()).isEqualTo(frames);
        assertThat(trajectories.tokens()).isEqualTo(tokens);
        int[] visits = new int[frames * tokens];
        for (PathGroup group : trajectories.groups()) {
            for (int i = 0; i < group.tokens().length; i++) {
                visits[group.tokens()[i]]++;
                if (i % group.length() > 0) {
                    assertThat(group.tokens()[i] / tokens).isEqualTo(group.tokens()[i - 1] / tokens + 1);
                }
            }
        }
        assertThat(visits).containsOnly(1);
    }

    private static int[][] randomSuccessors(int links, int tokens, Random random) {
        int[][] next = new int[links][];
        for (int link = 0; link < links; link++) {
            List<Integer> targets =
                    new ArrayList<>(IntStream.range(0, tokens).boxed().toList());
            Collections.shuffle(targets, random);
            next[link] = targets.stream()
                    .mapToInt(target -> random.nextInt(3) == 0 ? Trajectories.NONE : target)
                    .toArray();
        }
        return next;
    }

    private static FlowPair randomPair(Random random, float motion, float disagreement) {
        FlowField[] fields = new FlowField[2];
        float x = motion * (random.nextFloat() - 0.5f);
        float y = motion * (random.nextFloat() - 0.5f);
        for (int direction = 0; direction < 2; direction++) {
            FlowField field = FlowFields.constant(24, 16, direction == 0 ? x : -x, direction == 0 ? y : -y);
            for (int p = 0; p < field.pixels(); p++) {
                field.x()[p] += disagreement * (random.nextFloat() - 0.5f);
                field.y()[p] += disagreement * (random.nextFloat() - 0.5f);
            }
            fields[direction] = field;
        }
        return new FlowPair(fields[0], fields[1]);
    }

    private static TokenGridFlow grid(float[] x, float... residual) {
        return new TokenGridFlow(new FlowField(3, 1, x, new float[3]), new boolean[3], residual);
    }
}
