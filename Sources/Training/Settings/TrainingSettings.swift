package import Compute
package import Datasets
package import Images
package import NeuralNetwork

/// Everything that decides what a training run computes; the same settings give the same bits.
package struct TrainingSettings: Sendable, Equatable, Codable {
  package var architecture: String
  /// What `--data` named.
  package var data: String
  /// How pictures in files are prepared; nil where they are taken as they are.
  package var pictures: PicturePreparation?
  /// The name of the recipe that the settings began as; what was changed since stands in them.
  package var recipe: String?
  package var epochs: Int
  package var batchSize: Int
  /// Images of the pieces that a batch is worked on in, each with batch statistics of its own; nil
  /// for whole batches.
  package var microBatch: Int?
  /// What the products of a step round their operands to; all else, the weights and their
  /// gradients too, is of `Float`. Evaluation is in float32.
  package var precision = Precision.float32
  package var learningRate: Double
  package var optimizer: SGD.Settings
  package var schedule: Schedule
  /// A name of `Augmentation`.
  package var augmentation: String
  /// Pixels that a crop puts around the image; nil for 4.
  package var cropPadding: Int?
  /// What these are.
  package var cropBorder = Augmentation.Border.black
  /// Whether an image is mirrored every other time, and not by chance.
  package var alternatesFlips = false
  /// Side of the square that is cut out of training images; 0 for none.
  package var cutout = 0
  /// Share of pixels that training images lose.
  package var inputDropout = 0.0
  /// Smallest and largest share of a picture that a resized crop takes; nil for 0.08 and 1.
  package var cropScale: [Double]?
  /// How far brightness, contrast, saturation and hue are changed; nil for not at all.
  package var jitter: [Double]?
  package var labelSmoothing: Double
  /// What a step keeps of the moving average of the weights; nil for no average.
  package var averageDecay: Double?
  /// How weights are set back to their slow average; nil for not at all.
  package var lookahead: Lookahead.Settings?
  /// Most training images that are used; nil for all.
  package var limit: Int?
  /// Most test images that are used; nil for all.
  package var testLimit: Int?
  /// Epochs from one evaluation to the next; the last epoch is always evaluated.
  package var evaluationInterval = 1
  /// Images split off the training images, which choose the epoch; 0 for none.
  package var validation = 0
  /// The weights to begin with; nil for random ones.
  package var initialWeights: String?
  /// Whether images are normalised as `initialWeights` tells, and not by their own statistics.
  package var keepsNormalization = false
  /// How images are normalised; nil until the data were read.
  package var normalization: ChannelNormalization?
  package var trained = TrainedParameters()
  /// Which few pixels are shown; nil for whole images.
  package var subset: SubsetSettings?
  /// Masks of the training images' objects (a file, or `data`): the rest becomes random colours;
  /// nil for images as they are.
  package var backgroundMasks: String?
  /// What is measured of explanations after each epoch; nil for nothing.
  package var alignment: AlignmentSettings?
  package var seed: UInt64

  package init(
    architecture: String, data: String, epochs: Int, batchSize: Int, learningRate: Double,
    optimizer: SGD.Settings, schedule: Schedule, augmentation: String, labelSmoothing: Double,
    limit: Int?, seed: UInt64
  ) {
    self.architecture = architecture
    self.data = data
    self.epochs = epochs
    self.batchSize = batchSize
    self.learningRate = learningRate
    self.optimizer = optimizer
    self.schedule = schedule
    self.augmentation = augmentation
    self.labelSmoothing = labelSmoothing
    self.limit = limit
    self.seed = seed
  }

  /// What is done to training images.
  ///
  /// - Throws: `DatasetError` for an unknown name.
  package func imageAugmentation() throws(DatasetError) -> Augmentation {
    var result = try Augmentation(parsing: augmentation)
    if result.cropPadding > 0, let cropPadding { result.cropPadding = cropPadding }
    result.border = cropBorder
    result.alternatesFlips = alternatesFlips
    result.cutout = cutout
    result.inputDropout = inputDropout
    if let cropScale { result.resizedCrop?.scale = cropScale[0]...cropScale[1] }
    result.resizedCrop?.filter = pictures?.filter ?? .bilinear
    result.jitter = jitter.flatMap { JitterRanges($0) }
    guard subset == nil || result.resizedCrop == nil else {
      throw .invalidOption(
        name: "augmentation",
        expected: "none, crop, flip or crop-flip where only some pixels are shown",
        found: augmentation)
    }
    result.hiding = subset?.isAsPublished == true ? .afterwards : .together
    return result
  }
}

extension TrainingSettings {
  /// Settings that the first runs did not have yet have the defaults of then.
  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      architecture: try values.decode(String.self, forKey: .architecture),
      data: try values.decode(String.self, forKey: .data),
      epochs: try values.decode(Int.self, forKey: .epochs),
      batchSize: try values.decode(Int.self, forKey: .batchSize),
      learningRate: try values.decode(Double.self, forKey: .learningRate),
      optimizer: try values.decode(SGD.Settings.self, forKey: .optimizer),
      schedule: try values.decode(Schedule.self, forKey: .schedule),
      augmentation: try values.decode(String.self, forKey: .augmentation),
      labelSmoothing: try values.decode(Double.self, forKey: .labelSmoothing),
      limit: try values.decodeIfPresent(Int.self, forKey: .limit),
      seed: try values.decode(UInt64.self, forKey: .seed))
    func read<Value: Decodable>(_ key: CodingKeys, into value: inout Value) throws {
      value = try values.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    try read(.recipe, into: &recipe)
    try read(.microBatch, into: &microBatch)
    try read(.precision, into: &precision)
    try read(.cutout, into: &cutout)
    try read(.inputDropout, into: &inputDropout)
    try read(.cropScale, into: &cropScale)
    try read(.jitter, into: &jitter)
    try read(.cropPadding, into: &cropPadding)
    try read(.cropBorder, into: &cropBorder)
    try read(.alternatesFlips, into: &alternatesFlips)
    try read(.averageDecay, into: &averageDecay)
    try read(.lookahead, into: &lookahead)
    try read(.testLimit, into: &testLimit)
    try read(.evaluationInterval, into: &evaluationInterval)
    try read(.validation, into: &validation)
    try read(.initialWeights, into: &initialWeights)
    try read(.keepsNormalization, into: &keepsNormalization)
    try read(.normalization, into: &normalization)
    try read(.trained, into: &trained)
    try read(.subset, into: &subset)
    try read(.backgroundMasks, into: &backgroundMasks)
    try read(.alignment, into: &alignment)
  }
}

/// A `Normalization` as `config.json` holds it.
package struct ChannelNormalization: Sendable, Equatable, Codable {
  package var mean: [Float]
  package var deviation: [Float]

  package init(_ normalization: Normalization) {
    mean = normalization.mean
    deviation = normalization.deviation
  }
}
