import Explanations
import Training

/// The engine as the explanations see it: scores and gradients, no layers.
extension Scorer: Classifier {}
