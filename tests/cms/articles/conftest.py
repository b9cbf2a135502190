from tests.cms.harvest.conftest import source

__all__ = ["source"]
