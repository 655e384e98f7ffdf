/// The hot loops of one instruction set.
///
/// Every entry works on plain memory that the caller has checked: nothing here allocates, throws or
/// takes a lock. "Rows x width" means `rows` contiguous rows of `width` floats; per-channel
/// operands hold `width` values.
package struct KernelTable: Sendable {
  package var name: String
  /// Floats in one vector.
  package var vectorWidth: Int
  /// Columns of a full panel of packed weights; the last panel may be half as wide.
  package var panelWidth: Int
  /// Rows of the register tile: blocks of rows are best cut in its multiples.
  package var tileRows: Int

  package var packPanels: @Sendable (PanelPacking) -> Void
  package var multiply: @Sendable (MatrixProduct) -> Void
  package var weightGradient: @Sendable (WeightGradient) -> Void
  package var gather: @Sendable (GatherRows) -> Void
  package var peak: @Sendable (_ steps: Int) -> Float

  package var moments: @Sendable (Moments) -> Void
  package var scaleShift: @Sendable (ScaleShift) -> Void
  package var maskedMoments: @Sendable (MaskedMoments) -> Void
  package var normalizationGradient: @Sendable (NormalizationGradient) -> Void
  package var maskGradient: @Sendable (MaskGradient) -> Void
  package var add: @Sendable (AddRows) -> Void
  /// Copies `count` floats to where they will not be read again soon, around the caches where the
  /// processor can: what they hold stays there, and no line is fetched only to be overwritten.
  package var copyPastCache:
    @Sendable (
      _ source: UnsafePointer<Float>, _ target: UnsafeMutablePointer<Float>, _ count: Int
    ) -> Void
  package var curve: @Sendable (CurveValues) -> Void
  package var curveGradient: @Sendable (CurveGradient) -> Void
  package var scaleChannels: @Sendable (ChannelScaling) -> Void
  package var channelProducts: @Sendable (ChannelProducts) -> Void
  package var maximum: @Sendable (PoolImage) -> Void
  package var average: @Sendable (PoolImage) -> Void
  package var depthwise:
    @Sendable (
      DepthwiseImage, _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, Epilogue
    ) -> Void
  package var depthwiseInputGradient:
    @Sendable (
      DepthwiseImage, _ gradient: UnsafePointer<Float>,
      _ inputGradient: UnsafeMutablePointer<Float>, _ accumulate: Bool
    ) -> Void
  package var depthwiseWeightGradient:
    @Sendable (
      DepthwiseImage, _ input: UnsafePointer<Float>, _ gradient: UnsafePointer<Float>,
      _ weightGradient: UnsafeMutablePointer<Float>
    ) -> Void
  package var winogradInput:
    @Sendable (
      WinogradTiles, _ pixels: UnsafePointer<Float>, _ points: UnsafeMutablePointer<Float>
    ) -> Void
  package var winogradOutput:
    @Sendable (
      WinogradTiles, _ points: UnsafePointer<Float>, _ pixels: UnsafeMutablePointer<Float>,
      Epilogue, _ accumulate: Bool
    ) -> Void
  package var winogradOutputGradient:
    @Sendable (
      WinogradTiles, _ pixels: UnsafePointer<Float>, _ points: UnsafeMutablePointer<Float>
    ) -> Void
  package var winogradWeights: @Sendable (WinogradWeights) -> Void
  package var winogradWeightGradient: @Sendable (WinogradWeights) -> Void
  /// Nil where weights are rounded before they are multiplied.
  package var winogradPlainProduct: (@Sendable (WinogradPlainProduct) -> Void)?
  package var transpose: @Sendable (Transposition) -> Void
  package var momentumStep: @Sendable (MomentumStep) -> Void

  package init(
    name: String, vectorWidth: Int, panelWidth: Int, tileRows: Int,
    packPanels: @escaping @Sendable (PanelPacking) -> Void,
    multiply: @escaping @Sendable (MatrixProduct) -> Void,
    weightGradient: @escaping @Sendable (WeightGradient) -> Void,
    gather: @escaping @Sendable (GatherRows) -> Void,
    peak: @escaping @Sendable (Int) -> Float,
    moments: @escaping @Sendable (Moments) -> Void,
    scaleShift: @escaping @Sendable (ScaleShift) -> Void,
    maskedMoments: @escaping @Sendable (MaskedMoments) -> Void,
    normalizationGradient: @escaping @Sendable (NormalizationGradient) -> Void,
    maskGradient: @escaping @Sendable (MaskGradient) -> Void,
    add: @escaping @Sendable (AddRows) -> Void,
    copyPastCache:
      @escaping @Sendable (UnsafePointer<Float>, UnsafeMutablePointer<Float>, Int) -> Void,
    curve: @escaping @Sendable (CurveValues) -> Void,
    curveGradient: @escaping @Sendable (CurveGradient) -> Void,
    scaleChannels: @escaping @Sendable (ChannelScaling) -> Void,
    channelProducts: @escaping @Sendable (ChannelProducts) -> Void,
    maximum: @escaping @Sendable (PoolImage) -> Void,
    average: @escaping @Sendable (PoolImage) -> Void,
    depthwise:
      @escaping @Sendable (
        DepthwiseImage, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Epilogue
      ) -> Void,
    depthwiseInputGradient:
      @escaping @Sendable (
        DepthwiseImage, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Bool
      ) -> Void,
    depthwiseWeightGradient:
      @escaping @Sendable (
        DepthwiseImage, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void,
    winogradInput:
      @escaping @Sendable (
        WinogradTiles, UnsafePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void,
    winogradOutput:
      @escaping @Sendable (
        WinogradTiles, UnsafePointer<Float>, UnsafeMutablePointer<Float>, Epilogue, Bool
      ) -> Void,
    winogradOutputGradient:
      @escaping @Sendable (
        WinogradTiles, UnsafePointer<Float>, UnsafeMutablePointer<Float>
      ) -> Void,
    winogradWeights: @escaping @Sendable (WinogradWeights) -> Void,
    winogradWeightGradient: @escaping @Sendable (WinogradWeights) -> Void,
    winogradPlainProduct: @escaping @Sendable (WinogradPlainProduct) -> Void,
    transpose: @escaping @Sendable (Transposition) -> Void,
    momentumStep: @escaping @Sendable (MomentumStep) -> Void
  ) {
    self.name = name
    self.vectorWidth = vectorWidth
    self.panelWidth = panelWidth
    self.tileRows = tileRows
    self.packPanels = packPanels
    self.multiply = multiply
    self.weightGradient = weightGradient
    self.gather = gather
    self.peak = peak
    self.moments = moments
    self.scaleShift = scaleShift
    self.maskedMoments = maskedMoments
    self.normalizationGradient = normalizationGradient
    self.maskGradient = maskGradient
    self.add = add
    self.copyPastCache = copyPastCache
    self.curve = curve
    self.curveGradient = curveGradient
    self.scaleChannels = scaleChannels
    self.channelProducts = channelProducts
    self.maximum = maximum
    self.average = average
    self.depthwise = depthwise
    self.depthwiseInputGradient = depthwiseInputGradient
    self.depthwiseWeightGradient = depthwiseWeightGradient
    self.winogradInput = winogradInput
    self.winogradOutput = winogradOutput
    self.winogradOutputGradient = winogradOutputGradient
    self.winogradWeights = winogradWeights
    self.winogradWeightGradient = winogradWeightGradient
    self.winogradPlainProduct = winogradPlainProduct
    self.transpose = transpose
    self.momentumStep = momentumStep
  }

  /// Floats that `rows` x `columns` weights take once packed.
  package func packedCount(rows: Int, columns: Int) -> Int {
    rows * ((columns + vectorWidth - 1) / vectorWidth) * vectorWidth
  }
}
