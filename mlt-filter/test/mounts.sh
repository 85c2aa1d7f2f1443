# Sourced first by the tests that mount file systems of their own: begins them again in a namespace that nobody else sees,
# and leaves in $mounts whether there is one.
if [ -z "${mounts:-}" ]; then
    mounts=no
    ! unshare -rm true 2>/dev/null || mounts=yes
    export mounts
    [ $mounts = no ] || exec unshare -rm "$0" "$@"
fi
