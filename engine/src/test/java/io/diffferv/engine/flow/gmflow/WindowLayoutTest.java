package io.diffferv.engine.flow.gmflow;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import org.junit.jupiter.api.Test;

class WindowLayoutTest {
    @Test
    void plainWindowsAreTheQuarters() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            WindowLayout layout = WindowLayout.plain(manager, 2, 4);
            assertThat(layout.order().toLongArray()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
            assertThat(layout.groups()).containsExactly(2, 2, 2, 2);
        }
    }

    @Test
    void shiftedWindowsArePartedWhereTheShiftWraps() {
        // 4 x 4 tokens rolled by one: the first group is the window of rows and columns 1 and 2, unbroken.
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            WindowLayout layout = WindowLayout.shifted(manager, 4, 4);
            assertThat(layout.groups()).containsExactly(4, 2, 2, 2, 1, 1, 2, 1, 1);
            assertThat(layout.order().toLongArray())
                    .containsExactly(5, 6, 9, 10, 7, 11, 4, 8, 13, 14, 15, 12, 1, 2, 3, 0);
            assertThat(layout.order().get(layout.inverse()).toLongArray())
                    .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        }
    }

    @Test
    void leavesNoEmptyGroupsOnTheSmallestMap() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            assertThat(WindowLayout.shifted(manager, 2, 2).groups()).containsExactly(1, 1, 1, 1);
        }
    }
}
