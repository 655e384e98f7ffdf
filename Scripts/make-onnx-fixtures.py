#!/usr/bin/env python3
"""Writes Fixtures/Onnx: tiny ONNX models, and what PyTorch makes of them.

    python3 Scripts/make-onnx-fixtures.py [NAME ...]

NAME is one of the models (default: all). Needs torch, onnx and numpy. Beside NAME.onnx stand NAME.input.npy, NAME.logits.npy and NAME.gradient.npy (of the
sum of the scores of class 1 with respect to the input), computed in float64. Some models are exported from modules,
in old and new versions of the operators; one is put together by hand, as tf2onnx writes networks of TensorFlow.
"""
import io
import pathlib
import sys
import warnings

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import nn

warnings.filterwarnings("ignore")
FOLDER = pathlib.Path(__file__).resolve().parent.parent / "Fixtures" / "Onnx"


def settle(module):
    """Statistics as a trained network has them."""
    for part in module.modules():
        if isinstance(part, nn.BatchNorm2d):
            part.running_mean.normal_(0, 0.2)
            part.running_var.uniform_(0.5, 1.5)
            nn.init.uniform_(part.weight, 0.5, 1.5)
            nn.init.normal_(part.bias, 0, 0.2)
    return module.eval()


class Mobile(nn.Module):
    """Strided and depthwise convolutions, hard activations, squeeze and excitation, both mean pools."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 8, 3, stride=2, bias=False)
        self.bn1 = nn.BatchNorm2d(8)
        self.depthwise = nn.Conv2d(8, 8, 3, padding=2, dilation=2, groups=8)
        self.bn2 = nn.BatchNorm2d(8)
        self.squeeze = nn.Conv2d(8, 4, 1)
        self.excite = nn.Conv2d(4, 8, 1)
        self.project = nn.Conv2d(8, 6, 1)
        self.head = nn.Linear(6 * 2 * 2, 5)

    def forward(self, x):
        x = F.pad(x, (0, 1, 0, 1))
        x = F.hardswish(self.bn1(self.stem(x)))
        y = F.relu6(self.bn2(self.depthwise(x)))
        gate = F.hardsigmoid(self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(y, 1)))))
        x = x + y * gate
        x = F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)
        x = F.avg_pool2d(self.project(x), 2, padding=1)
        x = F.max_pool2d(x, 2, ceil_mode=True)
        return F.log_softmax(self.head(torch.flatten(x, 1)), dim=1)


class Shuffle(nn.Module):
    """Groups, a shuffle of channels, two halves, and every smooth activation."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 12, (3, 2), padding=(1, 0), groups=3)
        self.norm = nn.GroupNorm(3, 12)
        self.one = nn.Conv2d(6, 6, 3, padding=1)
        self.other = nn.Conv2d(6, 6, 1)
        self.slope = nn.PReLU(6)
        self.layer = nn.LayerNorm(12)
        self.wide = nn.Linear(12, 20)
        self.narrow = nn.Linear(20, 12)
        self.head = nn.Linear(12, 4)

    def forward(self, x):
        x = torch.sigmoid(self.norm(self.stem(x))) * 2 - 0.3
        n, c, h, w = x.shape
        x = x.view(n, 3, c // 3, h, w).transpose(1, 2).contiguous().view(n, c, h, w)
        left, right = x.chunk(2, dim=1)
        left = F.silu(self.one(left)) + F.elu(left) - torch.tanh(left)
        right = self.slope(self.other(right)) * F.leaky_relu(right, 0.1)
        x = torch.cat([left, right], dim=1)
        y = self.layer(x.permute(0, 2, 3, 1))
        y = self.narrow(F.gelu(self.wide(y))).permute(0, 3, 1, 2)
        x = x + y * torch.tensor([0.5, -1.0, 2.0] * 4).view(12, 1, 1)
        x = x[:, :, 1:, ::2] / (1 + F.softplus(x[:, :, 1:, ::2]))
        return self.head(x.mean((2, 3)))


class Plain(nn.Module):
    """Dilated maxima, and a flattened image before linear layers."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(3, 7, 3, stride=2, padding=1), nn.ReLU(),
            nn.MaxPool2d(2, stride=2, dilation=(1, 2), padding=(0, 1)))
        self.classifier = nn.Sequential(
            nn.Dropout(), nn.Linear(7 * 2 * 3, 9), nn.ReLU(inplace=True), nn.Linear(9, 6))

    def forward(self, x):
        x = torch.maximum(self.features(x), torch.tensor(0.05))
        return self.classifier(x.reshape(x.size(0), -1))


class Paths(nn.Module):
    """Standardised weights, mirrored and repeated borders, two paths chosen by a softmax in the middle, and maps made larger."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 6, 3, bias=False)
        self.one = nn.Conv2d(6, 6, 3, padding=1)
        self.other = nn.Conv2d(6, 6, 1)
        self.choice = nn.Conv2d(6, 12, 1)
        self.small = nn.Conv2d(6, 6, 2, stride=2)
        self.head = nn.Linear(6, 4)

    def forward(self, x):
        weight = self.stem.weight
        weight = F.batch_norm(
            weight.reshape(1, 6, -1), None, None, torch.ones_like(weight[:, 0, 0, 0]), training=True, momentum=0.0)
        x = F.conv2d(F.pad(x, (1, 1, 2, 0), mode="reflect"), weight.reshape(self.stem.weight.shape))
        x = F.pad(torch.tanh(x), (0, 1, 1, 0), mode="replicate")
        paths = torch.stack([self.one(x), self.other(x)], dim=1)
        shares = self.choice(paths.sum(1).mean((2, 3), keepdim=True)).view(-1, 2, 6, 1, 1)
        x = (paths * torch.softmax(shares, dim=1)).sum(1)
        y = self.small(x)
        x = x + F.interpolate(y, scale_factor=2, mode="nearest")
        x = x + F.interpolate(y, size=x.shape[2:], mode="bilinear", align_corners=True)
        x = F.interpolate(x, scale_factor=1.5, mode="bilinear", align_corners=False)
        return self.head(torch.sigmoid(x).mean((2, 3)))


def golden(name, module, shape, channels_last=False):
    module = module.double()
    x = torch.from_numpy(np.random.default_rng(len(name)).normal(size=shape).astype(np.float32)).double()
    x.requires_grad_(True)
    scores = module(x)
    scores[:, 1].sum().backward()
    for ending, values in [("input", x), ("logits", scores), ("gradient", x.grad)]:
        np.save(FOLDER / f"{name}.{ending}.npy", values.detach().numpy().astype(np.float32))


def exported(name, make, shape, opset, fixed=False, change=None):
    torch.manual_seed(len(name))
    module = settle(make())
    buffer = io.BytesIO()
    torch.onnx.export(
        module, (torch.zeros(shape),), buffer, dynamo=False, opset_version=opset, input_names=["image"],
        output_names=["scores"], dynamic_axes=None if fixed else {"image": {0: "N"}, "scores": {0: "N"}})
    model = onnx.load_from_string(buffer.getvalue())
    for node in model.graph.node:
        node.doc_string = ""
    if change:
        change(model)
    onnx.save(model, FOLDER / f"{name}.onnx")
    golden(name, module, shape)


def in_other_types(model):
    """Initializers as half precision behind a Cast, as bfloat16, as fields of floats, and in a file beside."""
    graph = model.graph
    for number, tensor in enumerate(list(graph.initializer)):
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32:
            continue
        if number == 2:
            graph.initializer.remove(tensor)
            graph.initializer.append(helper.make_tensor(
                tensor.name, TensorProto.FLOAT, values.shape, values.flatten().tolist()))
        if number == 3:
            graph.initializer.remove(tensor)
            graph.initializer.append(helper.make_tensor(
                tensor.name + "_double", TensorProto.DOUBLE, values.shape, values.flatten().tolist()))
            graph.node.insert(0, helper.make_node(
                "Cast", [tensor.name + "_double"], [tensor.name], to=TensorProto.FLOAT))
        if number == 4:
            path = FOLDER / "plain.weights"
            path.write_bytes(b"\0" * 64 + values.tobytes())
            tensor.ClearField("raw_data")
            tensor.data_location = TensorProto.EXTERNAL
            for key, text in [("location", "plain.weights"), ("offset", "64"), ("length", str(values.nbytes))]:
                tensor.external_data.add(key=key, value=text)


class ChannelsLast(nn.Module):
    """What `channels_last` below puts together, for pictures N x H x W x 3."""

    def __init__(self):
        super().__init__()
        self.one = nn.Conv2d(3, 5, 3, stride=2, bias=False)
        self.two = nn.Conv2d(5, 4, 2)
        self.head = nn.Linear(4 * 4 * 3, 3)

    def forward(self, x):
        x = x.permute(0, 3, 1, 2) * 2 - 1
        x = F.relu6(self.one(F.pad(x, (0, 1, 0, 1))))
        x = self.two(F.pad(x, (1, 0, 1, 0)))
        x = x.permute(0, 2, 3, 1)
        x = x * torch.sigmoid(x)
        return self.head(x.reshape(x.shape[0], -1))


def channels_last():
    torch.manual_seed(5)
    module = ChannelsLast()
    constants = {
        "two": np.array(2, np.float32), "one": np.array([1, 1, 1], np.float32),
        "w1": module.one.weight.detach().numpy(), "w2": module.two.weight.detach().numpy(),
        "b2": module.two.bias.detach().numpy(), "w3": module.head.weight.detach().numpy().T.copy(),
        "b3": module.head.bias.detach().numpy(), "low": np.array(0, np.float32), "high": np.array(6, np.float32),
        "zero": np.array([0], np.int64), "minus": np.array([-1], np.int64), "axes": np.array([0], np.int64),
        "first": np.array(0, np.int64),
    }
    nodes = [
        helper.make_node("Mul", ["image", "two"], ["a"]),
        helper.make_node("Sub", ["a", "one"], ["b"]),
        helper.make_node("Transpose", ["b"], ["c"], perm=[0, 3, 1, 2]),
        helper.make_node("Conv", ["c", "w1"], ["d"], strides=[2, 2], auto_pad="SAME_UPPER", kernel_shape=[3, 3]),
        helper.make_node("Clip", ["d", "low", "high"], ["e"]),
        helper.make_node("Conv", ["e", "w2", "b2"], ["f"], auto_pad="SAME_LOWER", kernel_shape=[2, 2]),
        helper.make_node("Transpose", ["f"], ["g"], perm=[0, 2, 3, 1]),
        helper.make_node("Sigmoid", ["g"], ["h"]),
        helper.make_node("Mul", ["g", "h"], ["i"]),
        helper.make_node("Shape", ["i"], ["j"]),
        helper.make_node("Gather", ["j", "first"], ["k"], axis=0),
        helper.make_node("Unsqueeze", ["k", "axes"], ["l"]),
        helper.make_node("Concat", ["l", "minus"], ["m"], axis=0),
        helper.make_node("Reshape", ["i", "m"], ["n"]),
        helper.make_node("MatMul", ["n", "w3"], ["o"]),
        helper.make_node("Add", ["o", "b3"], ["p"]),
        helper.make_node("Softmax", ["p"], ["scores"]),
    ]
    graph = helper.make_graph(
        nodes, "channels-last", [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 8, 6, 3])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, ["N", 3])],
        [numpy_helper.from_array(values, key) for key, values in constants.items()])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
    model.ir_version = 8
    helper.set_model_props(model, {"mean": "0.5,0.4,0.3", "std": "[0.2,0.25,0.3]", "classes": '["a","b","c"]'})
    onnx.checker.check_model(model)
    onnx.save(model, FOLDER / "channels-last.onnx")
    golden("channels-last", module, (2, 8, 6, 3))


def main():
    FOLDER.mkdir(exist_ok=True)
    models = {
        "mobile-9": lambda name: exported(name, Mobile, (2, 3, 12, 12), 9),
        "mobile-17": lambda name: exported(name, Mobile, (2, 3, 12, 12), 17),
        "shuffle-13": lambda name: exported(name, Shuffle, (2, 3, 6, 7), 13),
        "shuffle-20": lambda name: exported(name, Shuffle, (2, 3, 6, 7), 20, fixed=True),
        "plain-11": lambda name: exported(name, Plain, (2, 3, 9, 12), 11, fixed=True),
        "plain-18": lambda name: exported(name, Plain, (2, 3, 9, 12), 18, change=in_other_types),
        "paths-14": lambda name: exported(name, Paths, (2, 3, 7, 9), 14),
        "paths-18": lambda name: exported(name, Paths, (2, 3, 7, 9), 18, fixed=True),
        "channels-last": lambda name: channels_last(),
    }
    for name in sys.argv[1:] or models:
        models[name](name)


main()
