/// The batch norms around a step whose passes over memory the step makes block by block, while it
/// has the block in its cache (training).
///
/// A batch norm by itself reads its input twice and writes its output; going back, it reads its
/// output's gradient and its input twice each and writes the input's gradient. These eight passes
/// take longer than the arithmetic. But the sums can be taken by whoever writes a block, and output
/// and input gradient formed by whoever reads it, so that they never stand in memory.
struct Seams {
  /// The batch norm that reads the output: its moments are gathered as the output is written.
  var measuresOutput: BatchNormStep?
  /// The batch norm that gives the input, which is formed from the batch norm's own.
  var normalizesInput: BatchNormStep?
  /// The batch norm that gives the input: its sums are gathered as the input's gradient is written.
  var sumsInputGradient: BatchNormStep?
  /// The batch norm that reads the output, whose gradient is formed from that of the batch norm's
  /// output.
  var formsOutputGradient: BatchNormStep?

  /// Values and gradients that are read in backward on behalf of them.
  var savedValues: [Int] {
    (normalizesInput.map { [$0.input] } ?? []) + (formsOutputGradient.map { [$0.input] } ?? [])
  }
}

/// A convolution that can take on work of the batch norms around it.
protocol SeamedStep: Step {
  var site: ConvolutionSite { get }
  var seams: Seams { get set }
  var canMeasureOutput: Bool { get }
  var canNormalizeInput: Bool { get }
  var canSumInputGradient: Bool { get }
  var canFormOutputGradient: Bool { get }
}

extension SeamedStep {
  var name: String { site.name }
  var inputs: [Int] { site.inputs }
  var output: Int { site.output }
  /// The value that stands in memory for the input.
  var storedInput: Int { seams.normalizesInput?.input ?? inputs[0] }
  var valuesRead: [Int] { [storedInput] + inputs.dropFirst() }
  var savedValues: [Int] {
    site.mode == .training ? [storedInput] + seams.savedValues : []
  }
  var gradientRead: Int { seams.formsOutputGradient?.output ?? output }
}

extension Seams {
  /// Hands the passes of all batch norms to their neighbours, where these can take them on.
  static func join(_ steps: [any Step], mode: Mode) {
    guard mode == .training else { return }
    var readers: [Int: [any Step]] = [:]
    var writers: [Int: any Step] = [:]
    for step in steps {
      writers[step.output] = step
      for input in step.inputs { readers[input, default: []].append(step) }
    }
    for case let norm as BatchNormStep in steps {
      if let writer = writers[norm.input] as? any SeamedStep {
        join(norm, behind: writer, isOnlyReader: readers[norm.input]?.count == 1)
      }
      // The first reader is the last to write the gradient.
      if let all = readers[norm.output], let reader = all.first as? any SeamedStep,
        reader.inputs == [norm.output]
      {
        join(norm, before: reader, isOnlyReader: all.count == 1)
      }
    }
  }

  private static func join(
    _ norm: BatchNormStep, behind writer: any SeamedStep, isOnlyReader: Bool
  ) {
    if writer.canMeasureOutput, writer.seams.measuresOutput == nil {
      writer.seams.measuresOutput = norm
      norm.relief.ofMoments = true
    }
    // With a sum, the gradient of what was added has to be written anyway.
    if writer.canFormOutputGradient, isOnlyReader, norm.residual == nil {
      writer.seams.formsOutputGradient = norm
      norm.relief.ofInputGradient = true
    }
  }

  private static func join(
    _ norm: BatchNormStep, before reader: any SeamedStep, isOnlyReader: Bool
  ) {
    if reader.canNormalizeInput, isOnlyReader, norm.residual == nil {
      reader.seams.normalizesInput = norm
      norm.relief.ofOutput = true
    }
    if reader.canSumInputGradient {
      reader.seams.sumsInputGradient = norm
      norm.relief.ofGradientSums = true
    }
  }
}
