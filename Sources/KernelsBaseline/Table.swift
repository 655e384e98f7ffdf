package import KernelInterface

/// The kernels of this copy's instruction set.
package func kernelTable() -> KernelTable {
  KernelTable(
    name: setName, vectorWidth: lanes, panelWidth: 2 * lanes, tileRows: FullTile<WideRow>.rows,
    packPanels: { packPanels($0) }, multiply: { multiply($0) },
    weightGradient: { weightGradient($0) }, gather: { gather($0) }, peak: { peak($0) },
    moments: { moments($0) }, scaleShift: { scaleShift($0) },
    maskedMoments: { maskedMoments($0) },
    normalizationGradient: { normalizationGradient($0) }, maskGradient: { maskGradient($0) },
    add: { add($0) }, copyPastCache: { copyPastCache($0, $1, $2) },
    curve: { curve($0) }, curveGradient: { curveGradient($0) },
    scaleChannels: { scaleChannels($0) }, channelProducts: { channelProducts($0) },
    maximum: { maximum($0) }, average: { average($0) },
    depthwise: { depthwise($0, $1, $2, $3) },
    depthwiseInputGradient: { depthwiseInputGradient($0, $1, $2, accumulate: $3) },
    depthwiseWeightGradient: { depthwiseWeightGradient($0, $1, $2, $3) },
    winogradInput: { winogradInput($0, $1, $2) },
    winogradOutput: { winogradOutput($0, $1, $2, $3, accumulate: $4) },
    winogradOutputGradient: { winogradOutputGradient($0, $1, $2) },
    winogradWeights: { winogradWeights($0) },
    winogradWeightGradient: { winogradWeightGradient($0) },
    winogradPlainProduct: { winogradPlainProduct($0) }, transpose: { transpose($0) },
    momentumStep: { momentumStep($0) })
}
