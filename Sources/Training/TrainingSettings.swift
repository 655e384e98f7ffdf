package import NeuralNetwork

/// Everything that decides what a training run computes; the same settings give the same bits.
package struct TrainingSettings: Sendable, Equatable, Codable {
  package var architecture: String
  /// What `--data` named.
  package var data: String
  package var epochs: Int
  package var batchSize: Int
  package var learningRate: Double
  package var optimizer: SGD.Settings
  package var schedule: Schedule
  /// A name of `Augmentation`.
  package var augmentation: String
  package var labelSmoothing: Double
  /// Most training images that are used; nil for all.
  package var limit: Int?
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
}
