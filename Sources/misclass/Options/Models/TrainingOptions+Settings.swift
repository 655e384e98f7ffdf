import Architectures
import Explanations
import NeuralNetwork
import Studies
import Terminal
import Training

extension Arguments where Options == TrainingOptions {
  /// The settings of a fresh run.
  ///
  /// - Parameter data: what to train on, which `--data` names.
  func settings(data: String) throws -> TrainingSettings {
    let weights = try self.initial.map { try InitialWeights(path: $0) }
    if let weights { Console(common).remark(prefix: weights.strippedPrefix, of: weights.path) }
    let named =
      self.architecture ?? weights?.architecture ?? Architecture.named(self.recipe.architecture)
      ?? .standard
    let network = try named.with(self.stem)
    var settings = TrainingSettings(
      following: self.recipe, architecture: network.name, data: data, seed: common.seed)
    settings.epochs = self.epochs ?? settings.epochs
    settings.batchSize = self.batchSize ?? settings.batchSize
    settings.learningRate = self.rate ?? settings.learningRate
    settings.optimizer = self.optimizer.settings(settings.optimizer)
    settings.schedule = try self.schedule.settings(settings.schedule)
    settings.augmentation = self.images.augmentation ?? settings.augmentation
    settings.labelSmoothing = self.optimizer.labelSmoothing ?? settings.labelSmoothing
    settings.limit = self.limit
    settings.pictures = self.pictures.preparing.preparation
    settings.microBatch = self.microBatch
    settings.precision = self.precision
    settings.cropPadding = self.images.cropPadding ?? settings.cropPadding
    settings.cropBorder = self.images.cropBorder ?? settings.cropBorder
    settings.alternatesFlips =
      self.images.flips.map { $0 == .alternate } ?? settings.alternatesFlips
    settings.cutout = self.images.cutout ?? 0
    settings.inputDropout = self.images.dropout
    try self.images.checkCropsAndFlips(settings.augmentation)
    settings.cropScale = try self.images.shares(of: settings.augmentation)
    settings.jitter = self.images.jitter
    settings.averageDecay = self.optimizer.average
    settings.lookahead = try self.optimizer.lookahead(settings.lookahead)
    settings.testLimit = self.testLimit
    settings.evaluationInterval = self.evaluationInterval
    settings.validation = self.validation ?? 0
    settings.initialWeights = self.initial
    settings.keepsNormalization = self.parts.keepsNormalization
    settings.trained = TrainedParameters(
      frozen: self.parts.frozen,
      only: self.parts.only.flatMap {
        NetworkPart(rawValue: $0)?.prefixes(of: network.name) ?? [$0]
      },
      until: self.parts.until ?? settings.trained.until)
    settings.backgroundMasks = self.images.background
    settings.alignment = self.alignment.settings()
    return settings
  }
}

extension Arguments where Options == TrainingImageOptions {
  /// - Throws: `UsageError` for what says more of a change that is not made.
  fileprivate func checkCropsAndFlips(_ augmentation: String) throws(UsageError) {
    if !["crop", "crop-flip"].contains(augmentation) {
      let option = self.cropPadding != nil ? "crop-padding" : "crop-border"
      guard self.cropPadding == nil, self.cropBorder == nil else {
        throw UsageError("--\(option) is for --augment crop and crop-flip")
      }
    }
    guard augmentation.hasSuffix("flip") || self.flips == nil else {
      throw UsageError("--flips is for --augment flip, crop-flip and resized-crop-flip")
    }
  }

  /// The shares that resized crops take; nil where they were not given.
  fileprivate func shares(of augmentation: String) throws -> [Double]? {
    if self.cropScale.isEmpty { return nil }
    guard augmentation.hasPrefix("resized-crop") else {
      throw UsageError("--crop-scale is for --augment resized-crop and resized-crop-flip")
    }
    guard TrainingSettings.isSound(cropScale: self.cropScale) else {
      throw UsageError("--crop-scale: expected two shares, the smaller first")
    }
    return self.cropScale
  }
}

extension Arguments where Options == AlignmentOptions {
  fileprivate func settings() -> AlignmentSettings? {
    guard let method = self.method, let masks = self.masks else { return nil }
    return AlignmentSettings(method: method.rawValue, masks: masks, images: self.images)
  }
}

extension Arguments where Options == OptimizerOptions {
  fileprivate func settings(_ recipe: SGD.Settings) -> SGD.Settings {
    SGD.Settings(
      momentum: self.momentum.map { Float($0) } ?? recipe.momentum,
      nesterov: recipe.nesterov && !self.noNesterov,
      weightDecay: self.weightDecay.map { Float($0) } ?? recipe.weightDecay,
      decaysVectors: self.normDecay || recipe.decaysVectors && !self.noNormDecay,
      clipNorm: self.clipNorm,
      shiftRate: self.shiftRate.map { Float($0) } ?? recipe.shiftRate)
  }

  fileprivate func lookahead(
    _ recipe: Lookahead.Settings?
  ) throws(UsageError) -> Lookahead.Settings? {
    let interval = self.lookahead ?? recipe?.interval ?? 0
    if interval == 0 {
      guard self.lookaheadDecay == nil else {
        throw UsageError("--lookahead-decay needs --lookahead")
      }
      return nil
    }
    return Lookahead.Settings(
      interval: interval,
      decay: self.lookaheadDecay ?? recipe?.decay ?? Lookahead.Settings.standardDecay)
  }
}

extension Arguments where Options == ScheduleOptions {
  fileprivate func settings(_ recipe: Schedule) throws -> Schedule {
    let kind = self.kind ?? recipe.kind
    try check(kind)
    let schedule = Schedule(
      kind: kind, factor: self.factor ?? recipe.factor, every: self.every ?? recipe.every,
      milestones: self.milestones ?? [], warmup: self.warmup,
      cycle: self.cycle ?? (kind == .onecycle ? recipe.cycle : nil))
    guard schedule.hasSoundCycle else {
      throw UsageError(
        "--cycle: expected three numbers from 0 to 1, the second between them, found "
          + (schedule.cycle ?? []).map { "\($0)" }.joined(separator: ","))
    }
    guard schedule.hasRisingMilestones else {
      throw UsageError(
        "--milestones: expected epochs above zero, each later than the one before, found "
          + "\(schedule.milestones.map { "\($0)" }.joined(separator: ","))")
    }
    return schedule
  }

  private func check(_ kind: Schedule.Kind) throws(UsageError) {
    if self.every != nil, kind != .step {
      throw UsageError("--step-every is for --schedule step only")
    }
    if self.milestones != nil, kind != .multistep {
      throw UsageError("--milestones is for --schedule multistep only")
    }
    if self.cycle != nil, kind != .onecycle {
      throw UsageError("--cycle is for --schedule onecycle only")
    }
    if self.factor != nil, kind != .step, kind != .multistep {
      throw UsageError("--step-factor is for --schedule step or --schedule multistep only")
    }
    if kind == .multistep, self.milestones ?? [] == [] {
      throw UsageError("--schedule multistep needs --milestones")
    }
  }
}
