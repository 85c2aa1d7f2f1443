# The start of the Java virtual machine. Only its headers are needed here; the library is found when it is wanted.
file(GLOB JDKS /usr/lib/jvm/*/include)
find_path(JNI_HEADERS jni.h HINTS $ENV{JAVA_HOME}/include PATHS ${JDKS})
if(NOT JNI_HEADERS)
  message(FATAL_ERROR "The headers of a JDK are missing: set JAVA_HOME to one, or install it (Debian: apt-get install openjdk-17-jdk-headless).")
endif()

add_library(jvm OBJECT src/jvm.c src/machine.c src/dead_engine.c src/java_home.c src/install.c)
target_include_directories(jvm SYSTEM PUBLIC ${JNI_HEADERS} ${JNI_HEADERS}/linux)
target_link_libraries(jvm PRIVATE PkgConfig::MLT)
target_compile_definitions(jvm PRIVATE _GNU_SOURCE)
target_compile_options(jvm PRIVATE -Wall -Wextra -Werror)
set_target_properties(jvm PROPERTIES C_STANDARD 17 C_EXTENSIONS ON C_VISIBILITY_PRESET hidden
  POSITION_INDEPENDENT_CODE ON)
target_link_libraries(mltdiffferv PRIVATE jvm)

add_executable(jvm_test test/jvm_test.c)
target_link_libraries(jvm_test PRIVATE jvm PkgConfig::MLT)
target_compile_definitions(jvm_test PRIVATE _GNU_SOURCE)
target_compile_options(jvm_test PRIVATE -Wall -Wextra -Werror)
set_target_properties(jvm_test PROPERTIES C_STANDARD 17 C_EXTENSIONS ON)

# The bridge with the engine that its own tests simulate.
set(BRIDGE ${CMAKE_CURRENT_SOURCE_DIR}/../plugin-bridge/target)
set(SIMULATED
  "DIFFFERV_CLASSPATH=${BRIDGE}/classes:${BRIDGE}/test-classes:${BRIDGE}/lib/*"
  DIFFFERV_HOST=io.diffferv.bridge.host.SimulatedHost
  XDG_CACHE_HOME=${CMAKE_CURRENT_BINARY_DIR}/cache)

function(add_jvm_test name sentence)
  add_test(NAME jvm_${name} COMMAND jvm_test "${sentence}" ${JARS})
  set_tests_properties(jvm_${name} PROPERTIES ENVIRONMENT "${SIMULATED};${ARGN}" TIMEOUT 120 SKIP_RETURN_CODE 77)
endfunction()

set(OLD_JAVA ${CMAKE_CURRENT_BINARY_DIR}/old-java)
file(WRITE ${OLD_JAVA}/release "JAVA_VERSION=\"11.0.2\"\n")
set(OTHER_JAVA ${CMAKE_CURRENT_BINARY_DIR}/other-java)
file(WRITE ${OTHER_JAVA}/lib/server/libjvm.so "no library of this machine\n")

add_jvm_test(works "")
add_jvm_test(no_java "Java 17 or newer is needed" DIFFFERV_JAVA_HOME=/nowhere)
add_jvm_test(old_java "(Java 11)" DIFFFERV_JAVA_HOME=${OLD_JAVA})
add_jvm_test(other_java "libjvm.so" DIFFFERV_JAVA_HOME=${OTHER_JAVA})
add_jvm_test(bad_options "NoSuchThing" _JAVA_OPTIONS=-XX:NoSuchThing)
add_jvm_test(small_heap "Too small maximum heap" DIFFFERV_JAVA_OPTIONS=-Xmx1k)
add_jvm_test(large_heap "Could not reserve" DIFFFERV_JAVA_OPTIONS=-Xmx900000g)
add_jvm_test(no_cache "cannot be used" XDG_CACHE_HOME=/proc/nothing)
add_jvm_test(no_jars "jars are missing" DIFFFERV_CLASSPATH=)
add_jvm_test(wrong_jars "NoClassDefFoundError" DIFFFERV_CLASSPATH=/tmp)
# The process has started Java before, for another purpose.
set(JARS ours)
add_jvm_test(guest "")
set(JARS none)
add_jvm_test(stranger "has started Java without DiffFERV's jars")

function(add_hosted_test name)
  add_test(NAME ${name}
    COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/test/${name}_test.sh $<TARGET_FILE:mltdiffferv>
            ${CMAKE_CURRENT_SOURCE_DIR}/src ${MLT_MODULES} ${MLT_DATA})
  set_tests_properties(${name} PROPERTIES TIMEOUT 600 SKIP_RETURN_CODE 77)
endfunction()

foreach(name hosted machines headless spool parity cache farm)
  add_hosted_test(${name})
endforeach()
set_tests_properties(hosted machines headless spool PROPERTIES ENVIRONMENT "${SIMULATED}")
add_test(NAME node COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/../packaging/node-test.sh 3 2)
set_tests_properties(node PROPERTIES TIMEOUT 600)
set_tests_properties(parity cache farm node PROPERTIES LABELS slow)
