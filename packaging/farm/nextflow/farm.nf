// Works on a farm plan by whatever executor Nextflow has (slurm, k8s, awsbatch, pbs, lsf, local), and joins its chunks.
// The plan lies in a folder that every machine sees under the same path; its chunks go there, so a second run continues.
// usage: nextflow run farm.nf --plan /share/plan.json --output /share/out.mp4 [--tasks 8] [-profile ...]
params.plan = null
params.output = null
params.tasks = 8
params.diffferv = 'diffferv'

process WORK {
    tag "$index"
    // 76 stands for the product's 75: a Slurm with RequeueExit=75 would start the job again beside Nextflow.
    errorStrategy { task.exitStatus in [76, 137, 140, 143] ? 'retry' : 'finish' }
    maxRetries 3

    input:
    val index

    output:
    val index

    script:
    """
    status=0
    ${params.diffferv} farm work '${params.plan}' --index ${index} --stripes ${params.tasks} || status=\$?
    [ \$status -ne 75 ] || status=76
    exit \$status
    """
}

process JOIN {
    input:
    val done

    script:
    """
    ${params.diffferv} farm join '${params.plan}' -o '${params.output}'
    """
}

workflow {
    JOIN(WORK(Channel.of(0..<(params.tasks as int))).collect())
}
