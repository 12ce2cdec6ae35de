"""Aftersales: a modular system that runs a company's after-sales regulation (售后服务管理制度)."""

__version__ = "0.1.0"
